"""What follows a submission at court."""

from pathlib import Path

import django.db.models.deletion
import takatuf.kernel.ids
from django.db import migrations, models

from takatuf.agencies.policies import protect_by


_COURT = "house.is_court((SELECT house.actor_agency()))"


def _rights(table, *, add):
    """Who reaches the record reads; who may write there adds, under the further condition `add`."""
    granted = (
        f"EXISTS (SELECT 1 FROM agencies_access AS granted WHERE granted.record_id = {table}.record_id"
        " AND granted.agency_id = (SELECT house.actor_agency()) {levels})"
    )
    written = granted.format(levels="AND granted.level IN ('write', 'lead')")
    return protect_by(table, {"SELECT": [granted.format(levels="")], "INSERT": [f"{written} AND {add}"]})


def _own(table):
    return f"{table}.agency_id = (SELECT house.actor_agency())"


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0012_counsel'),
        ('court', '0007_parties'),
    ]

    operations = [
        migrations.AddField(
            model_name='ruling',
            name='appeal_checked',
            field=models.BooleanField(db_comment='A person has checked the time to appeal against its source', default=False),
        ),
        migrations.CreateModel(
            name='Compliance',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('step_id', models.UUIDField(db_comment='The step that carries the order out, as a plain value', unique=True)),
                ('text', models.BinaryField(db_comment='Sealed')),
                ('reported_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('reported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Compliance with orders, as reported to the court',
            },
        ),
        migrations.CreateModel(
            name='SubmissionReturn',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(choices=[('incomplete', 'Something is missing'), ('incorrect', 'Something is not right'), ('clarification', 'Something is not clear')], max_length=20)),
                ('note', models.BinaryField(db_comment='Sealed')),
                ('returned_at', models.DateTimeField()),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('returned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='returned', to='court.submission')),
            ],
            options={
                'db_table_comment': 'Submissions that a court handed back',
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('lodged_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='court.courtparty')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('ruling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='court.ruling')),
            ],
            options={
                'db_table_comment': 'Appeals against rulings',
                'constraints': [models.UniqueConstraint(fields=('ruling', 'party'), name='court_appeal_once', violation_error_message='The appeal of this party is on record already.')],
            },
        ),
        migrations.CreateModel(
            name='HearingAttendance',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('came', models.BooleanField()),
                ('noted_at', models.DateTimeField()),
                ('hearing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='court.hearing')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='court.courtparty')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Attendance at hearings',
                'constraints': [models.UniqueConstraint(fields=('hearing', 'party'), name='court_attendance_once', violation_error_message='The attendance of this party is noted already.')],
            },
        ),
        migrations.CreateModel(
            name='HearingOutcome',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('end', models.CharField(choices=[('held', 'Held'), ('adjourned', 'Adjourned'), ('cancelled', 'Cancelled')], max_length=10)),
                ('cause', models.CharField(blank=True, choices=[('agency', 'The agency that filed'), ('prosecution', 'The public prosecution'), ('defence', 'The defence'), ('guardian', 'The guardian'), ('expert', 'An expert or an interpreter'), ('child', 'What the child needed'), ('court', 'The court'), ('other', 'Another reason')], max_length=20)),
                ('note', models.BinaryField(db_comment='Sealed', null=True)),
                ('noted_at', models.DateTimeField()),
                ('hearing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='outcome', to='court.hearing')),
                ('next_hearing', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='before', to='court.hearing')),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'How hearings ended',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('cause', ''), ('end', 'held')), models.Q(models.Q(('end', 'held'), _negated=True), models.Q(('cause', ''), _negated=True)), _connector='OR'), name='court_hearing_cause', violation_error_message='A hearing that was not held has a reason, and only such a one.')],
            },
        ),
        migrations.CreateModel(
            name='OrderVariation',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('text', models.BinaryField(db_comment='Sealed')),
                ('limit_amount', models.PositiveSmallIntegerField()),
                ('limit_unit', models.CharField(choices=[('clock_hours', 'Hours'), ('working_hours', 'Working hours'), ('working_days', 'Working days'), ('calendar_days', 'Days'), ('months', 'Months')], max_length=20)),
                ('varied_at', models.DateTimeField()),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='variations', to='court.order')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('varied_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Variations of orders',
                'constraints': [models.CheckConstraint(condition=models.Q(('limit_amount__gte', 1)), name='court_variation_limit', violation_error_message='An order gives at least one unit of time.')],
            },
        ),
        migrations.CreateModel(
            name='ProtectiveMeasure',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('screen', 'A screen between the child and the accused'), ('video_link', 'The child is heard by video link'), ('one_interview', 'The child is heard once, on record'), ('no_contact', 'No contact with the child'), ('closed', 'Hearing behind closed doors'), ('companion', 'Somebody the child trusts is present'), ('intermediary', 'An intermediary or an interpreter'), ('anonymity', 'The child is not named in public')], max_length=20)),
                ('why', models.BinaryField(db_comment='Sealed')),
                ('facts', models.JSONField(db_comment='Numbers of the facts on which it rests', default=list)),
                ('asked_at', models.DateTimeField()),
                ('decision', models.CharField(blank=True, choices=[('granted', 'Granted'), ('partly', 'Granted in part'), ('refused', 'Refused')], max_length=10)),
                ('words', models.BinaryField(db_comment='Sealed: what the court said', null=True)),
                ('until_on', models.DateField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='court.submission')),
            ],
            options={
                'db_table_comment': 'Protective measures asked and decided',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('decision', ''), ('until_on__isnull', True), ('words__isnull', True)), models.Q(models.Q(('decision', ''), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='court_measure_decided', violation_error_message='A decision on a measure says who decided, and when.'), models.UniqueConstraint(condition=models.Q(('decision', '')), fields=('submission', 'kind'), name='court_measure_open_once', violation_error_message='This measure is asked for already, and not decided.')],
            },
        ),
    ]

    operations += [
        *(
            _rights(table, add=_COURT)
            for table in (
                "court_hearingoutcome",
                "court_hearingattendance",
                "court_ordervariation",
                "court_submissionreturn",
                "court_appeal",
            )
        ),
        *(_rights(table, add=_own(table)) for table in ("court_protectivemeasure", "court_compliance")),
        migrations.RunSQL(
            Path(__file__).with_name("follow_up.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop
        ),
    ]
