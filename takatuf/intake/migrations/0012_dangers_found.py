"""Messages in which danger is said are found without reading the others: the report is rated again for them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0011_message_danger"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("danger", True)), fields=["at"], name="intake_message_danger"
            ),
        ),
        # The job that rates again learns which report it is. Of the messages it sees those that say danger, and no others.
        migrations.RunSQL(
            """CREATE POLICY intake_message_triage ON intake_message FOR SELECT TO app
                USING (danger AND (SELECT house.actor_purpose()) = 'triage');
            CREATE POLICY intake_mailbox_triage ON intake_mailbox FOR SELECT TO app
                USING ((SELECT house.actor_purpose()) = 'triage');""",
            """DROP POLICY intake_message_triage ON intake_message; DROP POLICY intake_mailbox_triage ON intake_mailbox;""",
        ),
    ]
