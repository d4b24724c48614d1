"""Practices of other countries, self-assessments, research requests and annual reports."""

import django.db.models.deletion
import takatuf.kernel.ids
from django.db import migrations, models

from takatuf.agencies.policies import protect_by

_WORKER = "(SELECT house.actor_kind()) = 'worker'"
_FIGURES = "(SELECT house.actor_purpose()) = 'figures'"


def _mine(column):
    """A worker, in the own name."""
    return f"{_WORKER} AND {column} = (SELECT house.actor_id())"


class Migration(migrations.Migration):

    dependencies = [
        ('insight', '0003_signed_releases'),
    ]

    operations = [
        migrations.CreateModel(
            name='AnnualReport',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('version', models.PositiveSmallIntegerField()),
                ('release_code', models.CharField(blank=True, db_comment='The release whose figures are in it', max_length=20)),
                ('pdf', models.BinaryField(db_comment='Public: PDF/A, Arabic')),
                ('sha256', models.CharField(max_length=64)),
                ('ledger_entry', models.UUIDField(db_comment='The line annual.made, as a plain value')),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Annual reports',
                'constraints': [models.UniqueConstraint(fields=('year', 'version'), name='insight_annual_once', violation_error_message='This version of the annual report is there already.')],
            },
        ),
        migrations.CreateModel(
            name='CapabilityName',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(unique=True)),
                ('name_ar', models.CharField(max_length=200)),
                ('name_en', models.CharField(max_length=200)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Names of capabilities that were changed',
                'constraints': [models.CheckConstraint(condition=models.Q(('number__range', (1, 21))), name='insight_capabilityname_number', violation_error_message='A capability is a number from 1 to 21.')],
            },
        ),
        migrations.CreateModel(
            name='Practice',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(db_comment='The same practice taken in twice is one', max_length=60, unique=True)),
                ('country', models.CharField(db_comment='ISO 3166 code', max_length=2)),
                ('title_ar', models.CharField(max_length=300)),
                ('title_en', models.CharField(max_length=300)),
                ('text_ar', models.TextField()),
                ('text_en', models.TextField()),
                ('source', models.CharField(db_comment='Where it is written, for the reader to look up', max_length=500)),
                ('checked', models.BooleanField(db_comment='A person has read the source itself', default=False)),
                ('adoption', models.CharField(choices=[('not_looked_at', 'Not looked at yet'), ('considered', 'Being considered'), ('adopted', 'Adopted'), ('adapted', 'Adopted in another form'), ('left', 'Not suitable here')], default='not_looked_at', max_length=20)),
                ('adopted_note_ar', models.TextField(blank=True, db_comment='What was adopted, and how')),
                ('adopted_note_en', models.TextField(blank=True)),
                ('written_at', models.DateTimeField()),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Practices of other countries',
                'constraints': [models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='insight_practice_source', violation_error_message='A practice says where it is written.'), models.CheckConstraint(condition=models.Q(models.Q(('adoption__in', ['adopted', 'adapted', 'left']), _negated=True), models.Q(models.Q(('adopted_note_ar', ''), _negated=True), models.Q(('adopted_note_en', ''), _negated=True)), _connector='OR'), name='insight_practice_adopted_says_what', violation_error_message='What was adopted, or why it was not, is said in both languages.')],
            },
        ),
        migrations.CreateModel(
            name='ResearchRequest',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(db_comment='X-YY-NNNNNN', max_length=20, unique=True)),
                ('kind', models.CharField(choices=[('reports_language_hour', 'Reports by language and part of the day'), ('cases_level_sector', 'Cases by level and sector of the agency that leads'), ('referrals_purpose_sector', 'Referrals by purpose and sector of the receiver')], max_length=40)),
                ('period_from', models.DateField(db_comment='First day of the first quarter')),
                ('period_to', models.DateField(db_comment='Last day of the last quarter')),
                ('institution', models.CharField(db_comment='For whom; an institution, not a person', max_length=200)),
                ('purpose', models.TextField(db_comment='What question it answers')),
                ('readable_until', models.DateField()),
                ('asked_at', models.DateTimeField()),
                ('first_at', models.DateTimeField(null=True)),
                ('second_at', models.DateTimeField(null=True)),
                ('refused_at', models.DateTimeField(null=True)),
                ('refusal', models.TextField(blank=True)),
                ('extract', models.JSONField(db_comment='Suppressed and rounded; empty: not drawn yet', null=True)),
                ('drawn_at', models.DateTimeField(null=True)),
                ('not_drawn', models.CharField(blank=True, db_comment='Name of the refusal, where it could not be drawn', max_length=60)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('asked_by_agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('first_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('refused_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('second_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Requests for research tables',
                'constraints': [models.CheckConstraint(condition=models.Q(('period_to__gt', models.F('period_from'))), name='insight_research_period', violation_error_message='A period ends after it starts.'), models.CheckConstraint(condition=models.Q(models.Q(('first_at__isnull', True), ('first_by__isnull', True)), models.Q(('first_at__isnull', False), ('first_by__isnull', False), models.Q(('first_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='insight_research_first_is_another', violation_error_message='Who asks does not approve.'), models.CheckConstraint(condition=models.Q(models.Q(('second_at__isnull', True), ('second_by__isnull', True)), models.Q(('first_by__isnull', False), ('second_at__isnull', False), ('second_by__isnull', False), models.Q(('second_by', models.F('asked_by')), _negated=True), models.Q(('second_by', models.F('first_by')), _negated=True)), _connector='OR'), name='insight_research_two_persons', violation_error_message='Two persons approve, and neither is the one who asks.'), models.CheckConstraint(condition=models.Q(('extract__isnull', True), models.Q(('drawn_at__isnull', False), ('refused_at__isnull', True), ('second_by__isnull', False)), _connector='OR'), name='insight_research_drawn_after_approval', violation_error_message='A table is drawn only after two persons approved.'), models.CheckConstraint(condition=models.Q(models.Q(('refusal', ''), ('refused_at__isnull', True), ('refused_by__isnull', True)), models.Q(('refused_at__isnull', False), ('refused_by__isnull', False), models.Q(('refusal', ''), _negated=True)), _connector='OR'), name='insight_research_refused_says_why', violation_error_message='A request that was refused says by whom, when and why.')],
            },
        ),
        migrations.CreateModel(
            name='SelfAssessment',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('assessed_on', models.DateField()),
                ('names', models.JSONField(db_comment='Number -> name in each language, as they were called then')),
                ('scores', models.JSONField(db_comment='Number -> phase 1-4 or null (not looked at), and a note')),
                ('note', models.TextField(blank=True)),
                ('written_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Self-assessments against the Model National Response',
                'constraints': [models.UniqueConstraint(fields=('agency', 'assessed_on'), name='insight_selfassessment_once', violation_error_message='This agency assessed itself on this day already.')],
            },
        ),
    ]

    operations += [
        migrations.RunSQL("CREATE SEQUENCE insight_research_number", "DROP SEQUENCE insight_research_number"),
        protect_by("insight_annualreport", {"SELECT": ["true"], "INSERT": [_mine("made_by_id")]}),
        migrations.RunSQL("REVOKE UPDATE ON insight_annualreport FROM app", migrations.RunSQL.noop),
        protect_by("insight_practice", {"SELECT": ["true"], "INSERT": [_mine("written_by_id")], "UPDATE": [_WORKER]}),
        protect_by("insight_selfassessment", {"SELECT": [_WORKER], "INSERT": [_mine("written_by_id")]}),
        migrations.RunSQL("REVOKE UPDATE ON insight_selfassessment FROM app", migrations.RunSQL.noop),
        protect_by(
            "insight_capabilityname",
            {"SELECT": [_WORKER], "INSERT": [_mine("changed_by_id")], "UPDATE": [_mine("changed_by_id")]},
        ),
        protect_by(
            "insight_researchrequest",
            {
                "SELECT": [_WORKER, _FIGURES],
                "INSERT": [_mine("asked_by_id") + " AND asked_by_agency_id = (SELECT house.actor_agency())"],
                "UPDATE": [_WORKER, _FIGURES],
            },
        ),
        # What a worker of the system draws is on record as what a release cuts.
        migrations.RunSQL(
            f"ALTER POLICY insight_publishedcut_insert ON insight_publishedcut WITH CHECK (({_WORKER}) OR ({_FIGURES}))",
            f"ALTER POLICY insight_publishedcut_insert ON insight_publishedcut WITH CHECK ({_WORKER})",
        ),
    ]
