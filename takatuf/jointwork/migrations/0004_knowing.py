"""Need-to-know on cases: decisions, openings with a reason, locks and reviews of looks, blocks, contributions."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import takatuf.kernel.ids
from takatuf.agencies.policies import protect, protect_by

_GRANTED = """EXISTS (SELECT 1 FROM agencies_access AS granted WHERE granted.record_id = {table}.record_id
    AND granted.agency_id = (SELECT house.actor_agency()) {levels})"""
_WRITES = "AND granted.level IN ('write', 'lead')"
_SELF = "kind = 'conflict' AND worker_id = (SELECT house.actor_id()) AND by_id = (SELECT house.actor_id())"


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0006_need_to_know"),
        ("casework", "0001_initial"),
        ("clocks", "0001_initial"),
        ("intake", "0004_mailbox"),
        ("jointwork", "0003_referrals"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name='Lock',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('case_record_id', models.UUIDField(db_comment="The case's record, as a plain value")),
                ('case_code', models.CharField(max_length=20)),
                ('spoken', models.BinaryField(db_comment='Sealed: the one text that is said outside')),
                ('locked_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('locked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.OneToOneField(db_comment="The lock's own record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('reviewer', models.ForeignKey(db_comment='Reviews every look', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
            ],
            options={
                'db_table_comment': 'Locks of cases in the news',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('case_record_id',), name='jointwork_lock_once', violation_error_message='This case is locked already.'),
                    models.CheckConstraint(condition=models.Q(('reviewer', models.F('agency')), _negated=True), name='jointwork_lock_reviewed_by_another', violation_error_message='Another agency reviews the looks.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='LookReview',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('what', models.CharField(max_length=60)),
                ('looked_at', models.DateTimeField()),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('finding', models.CharField(blank=True, choices=[('needed', 'It was needed'), ('not_needed', 'It was not needed: talked about with the person'), ('reported', 'Passed on to those who look into misconduct')], db_default='', max_length=12)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('lock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jointwork.lock')),
                ('record', models.ForeignKey(db_comment="The lock's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('worker', models.ForeignKey(db_comment='Who looked', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Looks at locked cases, and their reviews',
                'indexes': [
                    models.Index(condition=models.Q(('reviewed_at__isnull', True)), fields=['lock', 'looked_at'], name='jointwork_look_waiting'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('finding', ''), ('reviewed_at__isnull', True), ('reviewed_by__isnull', True)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False), models.Q(('finding', ''), _negated=True), models.Q(('reviewed_by', models.F('worker')), _negated=True)), _connector='OR'), name='jointwork_look_second_person', violation_error_message='Nobody reviews the own look.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('case_id', models.UUIDField(db_comment='As a plain value')),
                ('case_record_id', models.UUIDField(db_comment="The case's record, as a plain value")),
                ('case_code', models.CharField(max_length=20)),
                ('in_danger', models.BooleanField(db_comment='The reason is danger to life')),
                ('reason', models.BinaryField(db_comment='Sealed')),
                ('opened_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('finding', models.CharField(blank=True, choices=[('needed', 'It was needed'), ('not_needed', 'It was not needed: talked about with the person'), ('reported', 'Passed on to those who look into misconduct')], max_length=12)),
                ('note', models.BinaryField(db_comment='Sealed', null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.OneToOneField(db_comment="The opening's own record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Cases that were opened with a reason',
                'indexes': [
                    models.Index(fields=['case_record_id'], name='jointwork_opening_case'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('finding', ''), ('reviewed_at__isnull', True), ('reviewed_by__isnull', True)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False), models.Q(('finding', ''), _negated=True), models.Q(('reviewed_by', models.F('opened_by')), _negated=True)), _connector='OR'), name='jointwork_opening_second_person', violation_error_message='Another person reviews an opening.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('words', models.BinaryField(db_comment='Sealed')),
                ('at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('record', models.ForeignKey(db_comment="The case's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Words added to a case by those who may not read it',
                'indexes': [
                    models.Index(fields=['record', 'at'], name='jointwork_contribution_record'),
                ],
            },
        ),
        migrations.CreateModel(
            name='GuardianBlock',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reason', models.BinaryField(db_comment='Sealed')),
                ('set_at', models.DateTimeField()),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('review_due_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(null=True)),
                ('lift_reason', models.BinaryField(db_comment='Sealed', null=True)),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('record', models.ForeignKey(db_comment="The case's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Guardians who must not be told',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('record', 'person'), name='jointwork_block_once', violation_error_message='This person is not told already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('lift_reason__isnull', True), ('lifted_at__isnull', True), ('lifted_by__isnull', True)), models.Q(('lift_reason__isnull', False), ('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='jointwork_block_lifted_by_name', violation_error_message='A named person lifts it, and says why.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='KnowingDecision',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('reach', 'How far it is shared'), ('conflict', 'Kept away: conflict of interest'), ('embargo', 'Kept from parts of it before an interview'), ('let_back', 'Let back'), ('locked', 'Locked'), ('unlocked', 'Unlocked'), ('contribute', 'May add, without reading')], max_length=12)),
                ('value', models.CharField(blank=True, db_comment='A code, for example how far', max_length=20)),
                ('reason', models.BinaryField(db_comment='Sealed')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment="The case's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('worker', models.ForeignKey(db_comment='About whom', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Decisions about who may see a case',
                'indexes': [
                    models.Index(fields=['record', 'at'], name='jointwork_knowing_record'),
                ],
            },
        ),
    ]

    operations += [
        migrations.RunSQL(Path(__file__).with_name("knowing.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
        # Who may read a case may say of oneself that there is a conflict of interest; the rest needs more.
        protect_by("jointwork_knowingdecision", {
            "SELECT": [_GRANTED.format(table="jointwork_knowingdecision", levels="")],
            "INSERT": [
                _GRANTED.format(table="jointwork_knowingdecision", levels=_WRITES),
                f"{_SELF} AND {_GRANTED.format(table='jointwork_knowingdecision', levels='')}",
            ],
        }),
        protect("jointwork_opening", workers="raw"),
        protect("jointwork_lock", workers="raw"),
        protect("jointwork_lookreview", workers="rw"),
        protect("jointwork_guardianblock", workers="raw"),
        protect_by("jointwork_contribution", {
            "SELECT": [
                _GRANTED.format(table="jointwork_contribution", levels=""),
                "worker_id = (SELECT house.actor_id()) AND agency_id = (SELECT house.actor_agency())",
            ],
            "INSERT": [
                "worker_id = (SELECT house.actor_id()) AND agency_id = (SELECT house.actor_agency())"
                " AND house.contributes(record_id)",
            ],
        }),
    ]
