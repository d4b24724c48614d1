"""How far the training of staff is in the country."""

from django.db import migrations, models

import takatuf.kernel.ids
from takatuf.agencies.policies import protect_by


class Migration(migrations.Migration):

    dependencies = [
        ('insight', '0005_ladders'),
    ]

    operations = [
        migrations.CreateModel(
            name='TrainingCount',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('counted_on', models.DateField(db_comment="As it stood when this was counted, in the night before this day's work")),
                ('lessons', models.JSONField(db_comment='Groups of ten people at least; see insight.training.rules.grouped')),
                ('counted_at', models.DateTimeField()),
            ],
            options={
                'db_table_comment': 'How far the training of staff is in the country',
                'constraints': [models.UniqueConstraint(fields=('counted_on',), name='insight_training_once_a_day', violation_error_message='The training is counted for this day already.')],
            },
        ),
        # What was counted is never changed; the nightly job alone adds, and staff alone read.
        migrations.RunSQL("REVOKE UPDATE ON insight_trainingcount FROM app", migrations.RunSQL.noop),
        protect_by("insight_trainingcount", {
            "SELECT": ["(SELECT house.actor_kind()) = 'worker'", "(SELECT house.actor_purpose()) = 'counting'"],
            "INSERT": ["(SELECT house.actor_purpose()) = 'counting'"],
        }),
    ]
