"""A decision that stood when its reporter wrote "danger now" is overtaken: the report waits for its review again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("triage", "0006_danger_said"),
        ("clocks", "0011_danger_said"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="triagedecision", name="triage_one_decision"),
        migrations.AlterField(
            model_name="triagedecision",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "Waits for a second person"),
                    ("in_force", "In force"),
                    ("refused", "Refused by the second person"),
                    ("reopened", "Reopened by a reviewer"),
                    ("overtaken", "Overtaken: the reporter wrote afterwards that somebody is in danger"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="triagedecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["refused", "reopened", "overtaken"]), _negated=True),
                fields=("report",), name="triage_one_decision",
                violation_error_message="This report has a decision already.",
            ),
        ),
        # The job that hears danger may do this one thing to a decision, and undo the word "closed" on the reporter's page.
        migrations.RunSQL(
            """CREATE POLICY triage_triagedecision_overtaken ON triage_triagedecision FOR UPDATE TO app
                USING (state = 'in_force' AND (SELECT house.actor_purpose()) = 'triage')
                WITH CHECK (state = 'overtaken' AND (SELECT house.actor_purpose()) = 'triage');
            CREATE POLICY intake_mailbox_overtaken ON intake_mailbox FOR UPDATE TO app
                USING (status = 'closed' AND (SELECT house.actor_purpose()) = 'triage')
                WITH CHECK (status = 'received' AND (SELECT house.actor_purpose()) = 'triage');""",
            """DROP POLICY triage_triagedecision_overtaken ON triage_triagedecision;
            DROP POLICY intake_mailbox_overtaken ON intake_mailbox;""",
        ),
    ]
