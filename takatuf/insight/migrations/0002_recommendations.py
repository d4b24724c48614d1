"""Recommendations and their history."""

import django.db.models.deletion
import takatuf.kernel.ids
from django.db import migrations, models

from takatuf.agencies.policies import protect_by

_WORKER = "(SELECT house.actor_kind()) = 'worker'"
_CLOCK = "(SELECT house.actor_purpose()) = 'clockwork'"


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0011_recommendation_records'),
        ('insight', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Recommendation',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(db_comment='T-YY-NNNNNN', max_length=20, unique=True)),
                ('key', models.CharField(db_comment='The same proposal sent twice is one', max_length=120, unique=True)),
                ('source', models.CharField(choices=[('forum', 'A forum'), ('figures', 'The published figures'), ('review', 'A review'), ('other_country', "Another country's practice")], max_length=20)),
                ('source_note', models.CharField(blank=True, db_comment='Which forum, release, review or country', max_length=300)),
                ('draft_of_source', models.BooleanField(db_comment='The source itself called it a draft, opened for comment', default=False)),
                ('rule', models.CharField(blank=True, db_comment='The rule that proposed it; empty: a person', max_length=40)),
                ('capability', models.PositiveSmallIntegerField(db_comment='1-21 of the Model National Response', null=True)),
                ('title_ar', models.CharField(max_length=300)),
                ('title_en', models.CharField(max_length=300)),
                ('text_ar', models.TextField(blank=True)),
                ('text_en', models.TextField(blank=True)),
                ('reason_ar', models.TextField(db_comment='Why, in words; from published numbers only')),
                ('reason_en', models.TextField()),
                ('state', models.CharField(choices=[('proposed', "Proposed; waits for a person's approval"), ('approved', 'Approved and published'), ('declined', 'Declined'), ('closed', 'Closed with evidence')], default='proposed', max_length=20)),
                ('proposed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(db_comment='Approved, and so published; or declined', null=True)),
                ('decline_reason', models.TextField(blank=True)),
                ('due_on', models.DateField(db_comment='The last day', null=True)),
                ('escalation_level', models.PositiveSmallIntegerField(default=0)),
                ('evidence', models.TextField(blank=True, db_comment='What shows that it was done; published')),
                ('closed_at', models.DateTimeField(null=True)),
                ('assigned_by_agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment='Opened by who assigned it; the owner has access, for its clock', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Recommendations; published once a person approved them',
            },
        ),
        migrations.CreateModel(
            name='RecommendationEvent',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(db_comment='proposed, changed, approved, declined, assigned, overdue, noted, closed', max_length=20)),
                ('note', models.TextField(blank=True)),
                ('level', models.PositiveSmallIntegerField(db_comment='Of an escalation', default=0)),
                ('at', models.DateTimeField()),
                ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='insight.recommendation')),
                ('worker', models.ForeignKey(db_comment='Empty: the clock', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'History of recommendations',
            },
        ),
        migrations.AddConstraint(
            model_name='recommendation',
            constraint=models.CheckConstraint(condition=models.Q(('capability__isnull', True), ('capability__range', (1, 21)), _connector='OR'), name='insight_recommendation_capability', violation_error_message='A capability is a number from 1 to 21.'),
        ),
        migrations.AddConstraint(
            model_name='recommendation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state', 'proposed')), models.Q(models.Q(('state', 'proposed'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='insight_recommendation_decided', violation_error_message='A decision about a recommendation names who made it and when.'),
        ),
        migrations.AddConstraint(
            model_name='recommendation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), models.Q(('decline_reason', ''), _negated=True)), models.Q(models.Q(('state', 'declined'), _negated=True), ('decline_reason', '')), _connector='OR'), name='insight_recommendation_declined_says_why', violation_error_message='A declined recommendation says why, and no other does.'),
        ),
        migrations.AddConstraint(
            model_name='recommendation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('assigned_by_agency__isnull', True), ('due_on__isnull', True), ('owner__isnull', True), ('record__isnull', True)), models.Q(('assigned_by_agency__isnull', False), ('due_on__isnull', False), ('owner__isnull', False), ('record__isnull', False), ('state__in', ['approved', 'closed'])), _connector='OR'), name='insight_recommendation_owed', violation_error_message='An approved recommendation that somebody owes has an owner and a day.'),
        ),
        migrations.AddConstraint(
            model_name='recommendation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('state', 'closed'), models.Q(('evidence', ''), _negated=True)), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', True), ('closed_by__isnull', True)), _connector='OR'), name='insight_recommendation_closed_with_evidence', violation_error_message='A recommendation is closed with evidence, by a person, and no other way.'),
        ),
        migrations.AddIndex(
            model_name='recommendationevent',
            index=models.Index(fields=['recommendation', 'at'], name='insight_event_recommendation'),
        ),
    ]

    operations += [
        migrations.RunSQL("CREATE SEQUENCE insight_recommendation_number", "DROP SEQUENCE insight_recommendation_number"),
        # No person stands in them: staff read all, everybody what was approved; the actions ask for the permission.
        protect_by(
            "insight_recommendation",
            {
                "SELECT": ["state IN ('approved', 'closed')", _WORKER, _CLOCK],
                "INSERT": [f"{_WORKER} AND proposed_by_id = (SELECT house.actor_id())"],
                "UPDATE": [_WORKER, _CLOCK],
            },
        ),
        protect_by(
            "insight_recommendationevent",
            {
                "SELECT": [_WORKER, _CLOCK],
                "INSERT": [f"{_WORKER} AND worker_id = (SELECT house.actor_id())", f"{_CLOCK} AND worker_id IS NULL"],
            },
        ),
        # Nothing of the history is taken back.
        migrations.RunSQL("REVOKE UPDATE ON insight_recommendationevent FROM app", migrations.RunSQL.noop),
    ]
