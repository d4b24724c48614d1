"""Exhibits and their chains of custody; the database holds each chain together."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import takatuf.kernel.ids
from takatuf.agencies.policies import protect


class Migration(migrations.Migration):
    initial = True

    dependencies = [("agencies", "0008_record_kinds")]

    operations = [
        migrations.CreateModel(
            name='Exhibit',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(db_comment='1, 2, 3 within the record')),
                ('kind', models.CharField(choices=[('device', 'Telephone, computer or other device'), ('storage', 'Storage medium'), ('file', 'File'), ('statement', 'Data that a provider handed out'), ('recording', 'Recording of an interview'), ('paper', 'Paper document'), ('object', 'Other object')], max_length=12)),
                ('description', models.BinaryField(db_comment='Sealed: what it is in neutral words, never what it shows')),
                ('origin', models.BinaryField(db_comment='Sealed: where and from whom it comes')),
                ('storage', models.BinaryField(db_comment='Sealed: where it lies, with whose number', null=True)),
                ('sha256', models.BinaryField(db_comment='Sealed: 64 hexadecimal digits, as received', null=True)),
                ('sha1', models.BinaryField(db_comment='Sealed: 40 hexadecimal digits, as received', null=True)),
                ('md5', models.BinaryField(db_comment='Sealed: 32 hexadecimal digits, as received', null=True)),
                ('size', models.BigIntegerField(db_comment='Bytes, as received', null=True)),
                ('material_embargo', models.BooleanField(db_comment="The material is shown to nobody and copied for nobody without a judge's word")),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('made_from', models.ForeignKey(db_comment='The exhibit of which this is a copy or a part', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.exhibit')),
                ('record', models.ForeignKey(db_comment="The record that it belongs to, mostly a case's", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Exhibits: descriptions and hashes, never the material',
            },
        ),
        migrations.CreateModel(
            name='CustodyEvent',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(db_comment='1, 2, 3 within the chain, without a gap')),
                ('kind', models.CharField(choices=[('seized', 'Seized'), ('received', 'Received'), ('handed_over', 'Handed over'), ('examined', 'Examined'), ('returned', 'Returned'), ('destroyed', 'Destroyed')], max_length=12)),
                ('giver_body', models.BinaryField(db_comment='Sealed: who gave it, where no agency of the house', null=True)),
                ('giver_person', models.BinaryField(db_comment="Sealed: the person's name", null=True)),
                ('giver', models.BinaryField(db_comment="Keyed mark of who held it before, 16 bytes, under the record's key; empty: seized or received", null=True)),
                ('taker_body', models.BinaryField(db_comment='Sealed: who took it, where no agency of the house', null=True)),
                ('taker_person', models.BinaryField(db_comment="Sealed: the person's name", null=True)),
                ('holder', models.BinaryField(db_comment='Keyed mark of who holds it after; empty: destroyed', null=True)),
                ('happened_at', models.DateTimeField()),
                ('place', models.BinaryField(db_comment='Sealed', null=True)),
                ('seal_number', models.BinaryField(db_comment='Sealed: the number on the seal, as it is written', null=True)),
                ('reason', models.BinaryField(db_comment='Sealed: why')),
                ('recorded_at', models.DateTimeField()),
                ('entry_id', models.UUIDField(db_comment="The ledger's entry, as a plain value")),
                ('giver_agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('record', models.ForeignKey(db_comment="The exhibit's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('taker_agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('exhibit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.exhibit')),
            ],
            options={
                'db_table_comment': 'Chains of custody of exhibits',
            },
        ),
        migrations.AddConstraint(
            model_name='exhibit',
            constraint=models.UniqueConstraint(fields=('record', 'number'), name='evidence_exhibit_number', violation_error_message='There is an exhibit with this number already.'),
        ),
        migrations.AddConstraint(
            model_name='exhibit',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='evidence_exhibit_counts_from_one', violation_error_message='Exhibits are counted from one.'),
        ),
        migrations.AddConstraint(
            model_name='exhibit',
            constraint=models.CheckConstraint(condition=models.Q(('size__isnull', True), ('size__gte', 0), _connector='OR'), name='evidence_exhibit_size', violation_error_message='A size is a number of bytes.'),
        ),
        migrations.AddConstraint(
            model_name='exhibit',
            constraint=models.CheckConstraint(condition=models.Q(('made_from__isnull', True), models.Q(('made_from', models.F('id')), _negated=True), _connector='OR'), name='evidence_exhibit_not_of_itself', violation_error_message='An exhibit is no copy of itself.'),
        ),
        migrations.AddIndex(
            model_name='custodyevent',
            index=models.Index(fields=['record'], name='evidence_custodyevent_record'),
        ),
        migrations.AddConstraint(
            model_name='custodyevent',
            constraint=models.UniqueConstraint(fields=('exhibit', 'number'), name='evidence_custodyevent_number', violation_error_message='Somebody recorded a step of this exhibit meanwhile.'),
        ),
        migrations.AddConstraint(
            model_name='custodyevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('giver__isnull', True), ('kind__in', ['received', 'seized']), ('number', 1)), models.Q(('giver__isnull', False), ('number__gt', 1), models.Q(('kind__in', ['received', 'seized']), _negated=True)), _connector='OR'), name='evidence_custodyevent_begins', violation_error_message='A chain begins with a seizure or a receipt, and with nothing else.'),
        ),
        migrations.AddConstraint(
            model_name='custodyevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('holder__isnull', True), ('kind', 'destroyed')), models.Q(models.Q(('kind', 'destroyed'), _negated=True), ('holder__isnull', False)), _connector='OR'), name='evidence_custodyevent_holder', violation_error_message='Somebody holds an exhibit until it is destroyed.'),
        ),
        migrations.AddConstraint(
            model_name='custodyevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('kind', 'examined'), _negated=True), ('holder', models.F('giver')), _connector='OR'), models.Q(models.Q(('kind', 'handed_over'), _negated=True), models.Q(('holder', models.F('giver')), _negated=True), _connector='OR')), name='evidence_custodyevent_changes_hands', violation_error_message='A hand-over changes who holds an exhibit; an examination does not.'),
        ),
        migrations.AddConstraint(
            model_name='custodyevent',
            constraint=models.CheckConstraint(condition=models.Q(('recorded_at__gte', models.F('happened_at'))), name='evidence_custodyevent_has_happened', violation_error_message='A step is recorded after it happened.'),
        ),
        migrations.AddConstraint(
            model_name='custodyevent',
            constraint=models.CheckConstraint(condition=models.Q(('giver_agency__isnull', True), ('giver_body__isnull', True), _connector='OR'), name='evidence_custodyevent_one_giver', violation_error_message='Who gives is an agency of the house or another body.'),
        ),
        migrations.AddConstraint(
            model_name='custodyevent',
            constraint=models.CheckConstraint(condition=models.Q(('taker_agency__isnull', True), ('taker_body__isnull', True), _connector='OR'), name='evidence_custodyevent_one_taker', violation_error_message='Who takes is an agency of the house or another body.'),
        ),
    ]

    operations += [
        protect("evidence_exhibit", workers="ra"),
        protect("evidence_custodyevent", workers="ra"),
        migrations.RunSQL(
            Path(__file__).with_name("custody.sql").read_text(encoding="utf-8"),
            "DROP FUNCTION house.custody_follows() CASCADE; DROP FUNCTION house.exhibit_of_same_record() CASCADE;",
        ),
    ]
