"""Versions of assessments, visits and concerns; what was replaced is kept."""

import django.db.models.deletion
from django.db import migrations, models

import takatuf.kernel.ids
from takatuf.agencies.policies import protect


class Migration(migrations.Migration):
    dependencies = [("agencies", "0008_record_kinds"), ("casework", "0006_link_undone")]

    operations = [
        migrations.CreateModel(
            name='EarlierText',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('subject_id', models.UUIDField(db_comment='The assessment or the visit, as a plain value')),
                ('version', models.PositiveIntegerField(db_comment='The number that it had')),
                ('fields', models.BinaryField(db_comment='Sealed: the fields and their texts, as JSON')),
                ('written_at', models.DateTimeField()),
            ],
            options={
                'db_table_comment': 'Earlier versions of assessments and visits',
            },
        ),
        migrations.AddField(
            model_name='assessment',
            name='changed_at',
            field=models.DateTimeField(db_comment='Empty: never changed', null=True),
        ),
        migrations.AddField(
            model_name='assessment',
            name='changed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='version',
            field=models.IntegerField(db_comment='Counts the changes; an edit names the one that it saw', db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='concern',
            name='version',
            field=models.IntegerField(db_comment='Counts the judgements; a judgement names the one that it saw', db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='visit',
            name='changed_at',
            field=models.DateTimeField(db_comment='Empty: never changed', null=True),
        ),
        migrations.AddField(
            model_name='visit',
            name='changed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker'),
        ),
        migrations.AddField(
            model_name='visit',
            name='version',
            field=models.IntegerField(db_comment='Counts the changes; an edit names the one that it saw', db_default=1, default=1),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('changed_at__isnull', True), ('changed_by__isnull', True)), models.Q(('changed_at__isnull', False), ('changed_by__isnull', False), ('version__gt', 1)), _connector='OR'), name='casework_assessment_changed_by_and_at', violation_error_message='A change has a name, a time and a number.'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('changed_at__isnull', True), ('changed_by__isnull', True)), models.Q(('changed_at__isnull', False), ('changed_by__isnull', False), ('version__gt', 1)), _connector='OR'), name='casework_visit_changed_by_and_at', violation_error_message='A change has a name, a time and a number.'),
        ),
        migrations.AddField(
            model_name='earliertext',
            name='record',
            field=models.ForeignKey(db_comment="The case's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record'),
        ),
        migrations.AddField(
            model_name='earliertext',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker'),
        ),
        migrations.AddConstraint(
            model_name='earliertext',
            constraint=models.UniqueConstraint(fields=('subject_id', 'version'), name='casework_earliertext_once', violation_error_message='This version is kept already.'),
        ),
    ]

    operations += [
        protect("casework_earliertext", workers="ra"),
        migrations.RunSQL("REVOKE UPDATE ON casework_earliertext FROM app", migrations.RunSQL.noop),
    ]
