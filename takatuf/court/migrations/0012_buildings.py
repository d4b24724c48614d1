import django.db.models.deletion
import takatuf.kernel.ids
from django.db import migrations, models

from takatuf.agencies.policies import protect


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0011_recommendation_records'),
        ('court', '0011_submission_kinds'),
    ]

    operations = [
        migrations.CreateModel(
            name='Building',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('asked_at', models.DateTimeField()),
                ('stage', models.CharField(choices=[('waiting', 'Waiting for its turn'), ('gathering', 'Gathering the facts and their proofs'), ('drawing', 'Drawing the pages'), ('checking', 'Reading it back: letters, names, page numbers'), ('signing', 'Signing and time-stamping'), ('done', 'Signed')], default='waiting', max_length=12)),
                ('waits_for', models.CharField(blank=True, db_comment='ledger or stamps: tried again until it is there', max_length=12)),
                ('refusal', models.CharField(blank=True, db_comment='The name of the error that ended it', max_length=60)),
                ('told', models.BinaryField(db_comment="Sealed JSON: what the error's sentence needs", null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='court.submission')),
            ],
            options={
                'db_table_comment': 'Buildings of documents by the worker',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('submission',), name='court_building_one', violation_error_message='This document is being built already.'), models.CheckConstraint(condition=models.Q(('refusal', ''), ('ended_at__isnull', False), _connector='OR'), name='court_building_ended', violation_error_message='A building that was refused has ended.')],
            },
        ),
        # The worker's job moves it on; who asked, and everybody who reaches the submission, reads it.
        protect("court_building", workers="raw", systems={"building": "rw"}),
    ]
