"""Holds and erasures: who reads them, and that each decides in the own name."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import takatuf.kernel.ids
from django.db import migrations, models

from takatuf.agencies.policies import protect_by


_WORKER = "(SELECT house.actor_kind()) = 'worker'"
_JOB = "(SELECT house.actor_purpose()) = 'keeping'"
_MINE = "agency_id = (SELECT house.actor_agency())"
_SHOWN = "record_id <> ALL ((SELECT house.hidden())::uuid[])"


def _reached(table, levels=""):
    """The own agency reaches the record, by Access."""
    return (
        f"EXISTS (SELECT 1 FROM agencies_access AS granted WHERE granted.record_id = {table}.record_id"
        f" AND granted.agency_id = (SELECT house.actor_agency()) {levels})"
    )


_READS = "AND granted.level <> 'contribute'"
_LEADS = "AND granted.level = 'lead'"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agencies', '0014_hijri_first'),
        ('court', '0015_document_stamps'),
        ('vault', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('case', 'Case, with all that belongs to it'), ('report', 'Report that became no case'), ('call', 'Call that became no report')], max_length=10)),
                ('code', models.CharField(db_comment='How staff call the record', max_length=20)),
                ('why', models.CharField(choices=[('due', 'Its keeping time has passed'), ('asked', 'Somebody has a right to it and asked')], max_length=10)),
                ('reason', models.BinaryField(db_comment="Sealed under the record's own key: erased with it", null=True)),
                ('times_version', models.PositiveSmallIntegerField(db_comment='Of the keeping times by which it was listed')),
                ('ended_at', models.DateTimeField(db_comment='When the record ended; empty: asked for, not looked up yet', null=True)),
                ('due_on', models.DateField(db_comment='Empty: asked for before its time', null=True)),
                ('listed_at', models.DateTimeField()),
                ('stops', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), db_comment='What stood against it when it was last looked at', default=list, size=None)),
                ('looked_at', models.DateTimeField(db_comment='When that was', null=True)),
                ('first_at', models.DateTimeField(null=True)),
                ('second_at', models.DateTimeField(null=True)),
                ('kept_at', models.DateTimeField(null=True)),
                ('kept_until', models.DateField(db_comment='Not listed again before this day', null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('records', models.PositiveIntegerField(db_comment='How many records were erased with it', null=True)),
                ('agency', models.ForeignKey(db_comment='Who leads the record and decides', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('first_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('kept_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('second_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Erasures: what is due, who approved, what was done',
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True), ('kept_at__isnull', True)), fields=['agency', 'listed_at'], name='keeping_erasure_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kept_at__isnull', True)), fields=('record',), name='keeping_erasure_once', violation_error_message='This record is on the list already.'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('first_at__isnull', True), ('first_by__isnull', True)), models.Q(('first_at__isnull', False), ('first_by__isnull', False)), _connector='OR'), models.Q(models.Q(('second_at__isnull', True), ('second_by__isnull', True)), models.Q(('second_at__isnull', False), ('second_by__isnull', False)), _connector='OR'), models.Q(models.Q(('kept_at__isnull', True), ('kept_by__isnull', True)), models.Q(('kept_at__isnull', False), ('kept_by__isnull', False)), _connector='OR')), name='keeping_erasure_named', violation_error_message='Who decided stands with the time.'), models.CheckConstraint(condition=models.Q(('second_by__isnull', True), models.Q(('first_by__isnull', False), models.Q(('second_by', models.F('first_by')), _negated=True)), _connector='OR'), name='keeping_erasure_two_persons', violation_error_message='Two different persons approve an erasure.'), models.CheckConstraint(condition=models.Q(models.Q(('kept_at__isnull', True), ('kept_until__isnull', True)), models.Q(('kept_at__isnull', False), ('kept_until__isnull', False)), _connector='OR'), name='keeping_erasure_kept_until', violation_error_message='A record that is kept after all says until when.'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('records__isnull', True)), models.Q(('done_at__isnull', False), ('kept_at__isnull', True), ('records__isnull', False), ('second_by__isnull', False)), _connector='OR'), name='keeping_erasure_done', violation_error_message='Only what two persons approved is erased.'), models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', False), ('ended_at__isnull', False), ('reason__isnull', True), ('why', 'due')), models.Q(('due_on__isnull', True), ('reason__isnull', False), ('why', 'asked')), _connector='OR'), name='keeping_erasure_says_why', violation_error_message='What is due says since when, and what was asked for says why.')],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(db_comment='How staff call the record', max_length=20)),
                ('reason', models.BinaryField(db_comment='Sealed')),
                ('set_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(null=True)),
                ('lift_reason', models.BinaryField(db_comment='Sealed', null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Holds: records that must not be erased',
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('record', 'agency'), name='keeping_hold_once', violation_error_message='Your agency holds this record already.'), models.CheckConstraint(condition=models.Q(models.Q(('lift_reason__isnull', True), ('lifted_at__isnull', True), ('lifted_by__isnull', True)), models.Q(('lift_reason__isnull', False), ('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='keeping_hold_lifted', violation_error_message='A hold that was lifted says by whom, when and why.')],
            },
        ),
    ]

    operations += [
        # The line of an erasure outlives its record's access: its agency keeps reading what was decided.
        protect_by("keeping_erasure", {
            "SELECT": [_JOB, f"{_MINE} AND {_WORKER} AND {_SHOWN}"],
            "INSERT": [
                f"{_JOB} AND why = 'due'",
                f"{_WORKER} AND why = 'asked' AND {_MINE} AND first_by_id = (SELECT house.actor_id()) AND {_reached('keeping_erasure', _LEADS)}",
            ],
            "UPDATE": [f"{_WORKER} AND {_MINE} AND {_reached('keeping_erasure', _LEADS)}"],
        }),
        protect_by("keeping_hold", {
            "SELECT": [_reached("keeping_hold", _READS)],
            "INSERT": [f"{_WORKER} AND {_MINE} AND set_by_id = (SELECT house.actor_id()) AND {_reached('keeping_hold', _READS)}"],
            "UPDATE": [f"{_WORKER} AND {_MINE} AND {_reached('keeping_hold', _READS)}"],
        }),
        migrations.RunSQL(
            Path(__file__).with_name("keeping.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop
        ),
    ]
