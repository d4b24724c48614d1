"""Versions of the lines of a plan; country forms and their answers."""

import django.db.models.deletion
from django.db import migrations, models

import takatuf.kernel.ids
from takatuf.agencies.policies import protect


class Migration(migrations.Migration):
    dependencies = [("agencies", "0007_work_drafts"), ("casework", "0002_depth")]

    operations = [
        migrations.AddField("planaction", "version", models.IntegerField(default=1, db_default=1, db_comment="Counts the changes; an edit names the one that it saw")),
        migrations.AddField("planaction", "changed_at", models.DateTimeField(null=True, db_comment="Empty: never changed")),
        migrations.AddField("planaction", "changed_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.worker")),
        migrations.AddConstraint(
            model_name="planaction",
            constraint=models.CheckConstraint(
                condition=models.Q(changed_at__isnull=True, changed_by__isnull=True) | models.Q(changed_at__isnull=False, changed_by__isnull=False, version__gt=1),
                name="casework_planaction_changed_by_and_at", violation_error_message="A change has a name, a time and a number.",
            ),
        ),
        migrations.CreateModel(
            name='TakenOverCase',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(db_comment='The system that it came from, for example primero', max_length=20)),
                ('token', models.BinaryField(db_comment='Keyed hash of its id there, so that it is taken over once')),
                ('source_code', models.BinaryField(db_comment='Sealed: how it was called there')),
                ('left_over', models.BinaryField(db_comment='Sealed: the fields that were not mapped, as JSON')),
                ('mapping', models.CharField(db_comment='Version of the mapping that took it over', max_length=20)),
                ('taken_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('record', models.ForeignKey(db_comment="The case's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Cases taken over from another system',
                'indexes': [models.Index(fields=['record'], name='casework_takenover_record')],
                'constraints': [models.UniqueConstraint(fields=('agency', 'source', 'token'), name='casework_takenovercase_once', violation_error_message='This case was taken over before.')],
            },
        ),
        protect("casework_takenovercase", workers="ra"),
        migrations.CreateModel(
            name='FormAnswer',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('country', models.CharField(db_comment='Whose form, for example SA', max_length=10)),
                ('version', models.PositiveSmallIntegerField(db_comment='Which version of the form was answered')),
                ('answers', models.BinaryField(db_comment='Sealed: code of the question and answer, as JSON')),
                ('at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('answered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment="The case's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Answers to the forms of a country',
                'indexes': [models.Index(fields=['record', 'at'], name='casework_formanswer_record')],
            },
        ),
        protect("casework_formanswer", workers="ra"),
    ]
