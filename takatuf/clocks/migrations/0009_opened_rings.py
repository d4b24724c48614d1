"""Opening a case with a reason rings the leading agency."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clocks', '0008_notices'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ring',
            name='why',
            field=models.CharField(choices=[('level_1', 'A Level 1 report'), ('referral', 'A Level 1 referral'), ('handover', 'A handover that nobody signs'), ('contact_opened', "A reporter's contact that was opened in danger"), ('case_opened', 'A case that somebody opened with a reason')], db_comment='Of the first matter in it', max_length=20),
        ),
        migrations.AlterField(
            model_name='ringmatter',
            name='why',
            field=models.CharField(choices=[('level_1', 'A Level 1 report'), ('referral', 'A Level 1 referral'), ('handover', 'A handover that nobody signs'), ('contact_opened', "A reporter's contact that was opened in danger"), ('case_opened', 'A case that somebody opened with a reason')], max_length=20),
        ),
        migrations.AlterField(
            model_name='ringrequest',
            name='why',
            field=models.CharField(choices=[('level_1', 'A Level 1 report'), ('referral', 'A Level 1 referral'), ('handover', 'A handover that nobody signs'), ('contact_opened', "A reporter's contact that was opened in danger"), ('case_opened', 'A case that somebody opened with a reason')], max_length=20),
        ),
    ]
