"""Steps that were stopped without being done."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jointwork', '0005_meetings'),
    ]

    operations = [
        migrations.AddField(
            model_name='step',
            name='stopped',
            field=models.BooleanField(db_comment='It ended without being done, because the case was reopened', default=False),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('done_at__isnull', False), ('stopped', False), _connector='OR'), name='jointwork_step_stopped_has_ended', violation_error_message='A step that was stopped has ended.'),
        ),
    ]
