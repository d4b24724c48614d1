"""A reporter who says in a message that there is danger now has the agency that holds the mailbox rung."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clocks', '0010_reminders'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ring',
            name='why',
            field=models.CharField(choices=[('level_1', 'A Level 1 report'), ('referral', 'A Level 1 referral'), ('handover', 'A handover that nobody signs'), ('contact_opened', "A reporter's contact that was opened in danger"), ('case_opened', 'A case that somebody opened with a reason'), ('danger_said', 'A message in which a reporter says: danger now')], db_comment='Of the first matter in it', max_length=20),
        ),
        migrations.AlterField(
            model_name='ringmatter',
            name='why',
            field=models.CharField(choices=[('level_1', 'A Level 1 report'), ('referral', 'A Level 1 referral'), ('handover', 'A handover that nobody signs'), ('contact_opened', "A reporter's contact that was opened in danger"), ('case_opened', 'A case that somebody opened with a reason'), ('danger_said', 'A message in which a reporter says: danger now')], max_length=20),
        ),
        migrations.AlterField(
            model_name='ringrequest',
            name='why',
            field=models.CharField(choices=[('level_1', 'A Level 1 report'), ('referral', 'A Level 1 referral'), ('handover', 'A handover that nobody signs'), ('contact_opened', "A reporter's contact that was opened in danger"), ('case_opened', 'A case that somebody opened with a reason'), ('danger_said', 'A message in which a reporter says: danger now')], max_length=20),
        ),
        # The holder of a receipt asks about the own mailbox alone, and only the agency that holds it: the ringing job does the rest.
        migrations.RunSQL(
            """CREATE POLICY clocks_ringrequest_reporter ON clocks_ringrequest FOR INSERT TO app WITH CHECK (
                 (SELECT house.actor_kind()) = 'reporter' AND subject_id = (SELECT house.actor_id())
                 AND why = 'danger_said' AND from_agency_id = to_agency_id AND taken_at IS NULL)""",
            "DROP POLICY clocks_ringrequest_reporter ON clocks_ringrequest",
        ),
    ]
