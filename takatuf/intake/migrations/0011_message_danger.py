"""Whether the reporter ticked, with a message, that there is danger now."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0010_fewer_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='danger',
            field=models.BooleanField(db_comment='The reporter ticked that there is danger now', default=False),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('danger', False), ('direction', 'from_reporter'), _connector='OR'), name='intake_message_danger_is_said', violation_error_message='Only a reporter says in a message that there is danger now.'),
        ),
    ]
