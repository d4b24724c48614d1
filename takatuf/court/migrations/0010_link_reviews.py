"""Submissions are looked at after a link between cases was undone."""

import django.db.models.deletion
from django.db import migrations, models

import takatuf.kernel.ids
from takatuf.agencies.policies import protect


class Migration(migrations.Migration):
    dependencies = [("agencies", "0008_record_kinds"), ("court", "0009_looks_apart")]

    operations = [
        migrations.CreateModel(
            name='LinkReview',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('link_id', models.UUIDField(db_comment='The link of cases that was undone, as a plain value')),
                ('finding', models.BinaryField(db_comment='Sealed: what rests on the link, and what was done about it')),
                ('reviewed_at', models.DateTimeField()),
                ('record', models.ForeignKey(db_comment="The case's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('reviewed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('submission', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='court.submission')),
            ],
            options={
                'db_table_comment': 'Submissions that were looked at after a link was undone',
                'constraints': [models.UniqueConstraint(fields=('submission', 'link_id'), name='court_linkreview_once', violation_error_message='Somebody has looked at this already.')],
            },
        ),
    ]

    operations += [
        protect("court_linkreview", workers="ra"),
        migrations.RunSQL("REVOKE UPDATE ON court_linkreview FROM app", migrations.RunSQL.noop),
    ]
