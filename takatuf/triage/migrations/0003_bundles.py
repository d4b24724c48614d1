"""Bundles, samples and rule files."""

import django.db.models.deletion
import takatuf.kernel.ids
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from takatuf.agencies.policies import protect, protect_by

_REACHED = """EXISTS (SELECT 1 FROM agencies_access AS granted WHERE granted.record_id = {table}.record_id
    AND granted.agency_id = (SELECT house.actor_agency()) AND granted.level IN ('write', 'lead'))"""


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0001_initial"),
        ("intake", "0005_pressure"),
        ("people", "0002_sealed_platform"),
        ("triage", "0002_checks"),
    ]

    operations: list[Operation] = [
        migrations.CreateModel(
            name='BundleMember',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('bundle', models.UUIDField(db_comment='Names the bundle: the id of its first report')),
                ('same_by', models.CharField(choices=[('first', 'The first report of the bundle'), ('account_and_link', 'The same account, number or address, and the same link'), ('account_and_text', 'The same account, number or address, and nearly the same words'), ('text', 'The same words'), ('burst', 'It came in the same flood, with nearly the same words')], max_length=20)),
                ('alone', models.CharField(blank=True, choices=[('', 'It does not stand alone'), ('child', 'It speaks of another child'), ('region', 'It speaks of another region')], max_length=10)),
                ('joined_at', models.DateTimeField()),
                ('apart_at', models.DateTimeField(db_comment='When a person took it out of the bundle', null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('apart_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.report')),
            ],
            options={
                'db_table_comment': 'Reports of the same matter; one that was taken out is never put back by the machine',
                'indexes': [
                    models.Index(fields=['bundle'], name='triage_bundle'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('report',), name='triage_bundle_once', violation_error_message='This report belongs to a bundle already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('apart_at__isnull', True), ('apart_by__isnull', True)), models.Q(('apart_at__isnull', False), ('apart_by__isnull', False)), _connector='OR'), name='triage_apart_by_somebody', violation_error_message='Taking a report out of a bundle names who did it and when.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CareRequest',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('limit', 'Has read as many hard reports as one shift should hold'), ('talk', 'Asks to talk about what was read')], max_length=10)),
                ('at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Relief and talks that are due to staff',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('worker', 'kind'), name='triage_care_once', violation_error_message='This was asked for already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='triage_care_answered_by_somebody', violation_error_message='A wish that was answered names who answered it and when.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Exposure',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.report')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': "Hard reports whose words a worker opened; for that worker's own count, never a comparison",
                'indexes': [
                    models.Index(fields=['worker', 'at'], name='triage_exposure_worker'),
                ],
            },
        ),
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(db_comment='When somebody decided, or the same person took it back', null=True)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.report')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Reports that an officer left to a colleague; nobody asks why',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('report', 'worker'), name='triage_handed_over_once', violation_error_message='You have left this report to a colleague already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='NewFacts',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(choices=[('message', 'A message of the reporter'), ('call', 'A telephone call'), ('agency', 'Another agency'), ('records', 'Our own records')], max_length=20)),
                ('signals', models.JSONField(db_comment='Fact of the rule -> true, or a number')),
                ('words', models.BinaryField(db_comment='Sealed')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.report')),
            ],
            options={
                'db_table_comment': 'What became known about a report after it came in',
                'indexes': [
                    models.Index(fields=['report'], name='triage_newfacts_report'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('source__in', ['message', 'call', 'agency', 'records'])), name='triage_newfacts_source', violation_error_message='New facts say where they come from.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ReviewItem',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('cause', models.CharField(choices=[('drawn', 'Drawn as a sample'), ('first_ones', "One of this person's first endings"), ('false_low', 'Later found more urgent than it was decided')], max_length=20)),
                ('found_level', models.SmallIntegerField(db_comment='The level that was found later', null=True)),
                ('state', models.CharField(choices=[('open', 'Waits for a reviewer'), ('agreed', 'The reviewer agrees'), ('reopened', 'The reviewer reopened it'), ('learned', 'Looked at, and what was learned is written down')], default='open', max_length=10)),
                ('drawn_at', models.DateTimeField()),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('reason', models.BinaryField(db_comment="Sealed: the reviewer's words", null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('decided_by', models.ForeignKey(db_comment='Whose decision it is', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='triage.triagedecision')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.report')),
                ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Endings that another person looks at again: a keyed draw, and what was found more urgent later',
                'indexes': [
                    models.Index(condition=models.Q(('state', 'open')), fields=['agency', 'drawn_at'], name='triage_review_open'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('decision', 'cause'), name='triage_review_once', violation_error_message='This decision is looked at again already.'),
                    models.CheckConstraint(condition=models.Q(('reviewed_by__isnull', True), models.Q(('reviewed_by', models.F('decided_by')), _negated=True), _connector='OR'), name='triage_review_by_another', violation_error_message='Nobody reviews their own decision.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at__isnull', True), ('reviewed_by__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('reviewed_at__isnull', False), ('reviewed_by__isnull', False)), _connector='OR'), name='triage_review_done_by_somebody', violation_error_message='A second look that is done names who did it and when.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RuleVersion',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.CharField(max_length=20, unique=True)),
                ('base', models.CharField(db_comment='The version that it changes', max_length=20)),
                ('content', models.JSONField(db_comment='The whole rule in the form of the file')),
                ('why', models.TextField(db_comment="The proposer's reason; no person is named in it")),
                ('trial', models.JSONField(db_comment='Counts by level: how it would have rated the reports of the last 30 days', null=True)),
                ('state', models.CharField(choices=[('proposed', 'Waits for a second person'), ('in_force', 'In force'), ('refused', 'Refused by the second person'), ('replaced', 'Replaced by a later version')], default='proposed', max_length=10)),
                ('proposed_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(db_comment='When a later version replaced it', null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Versions of the rule of triage after the one that the house came with',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('state', 'in_force')), fields=('state',), name='triage_one_rule_in_force', violation_error_message='One version of the rule is in force at a time.'),
                    models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('state',), name='triage_one_rule_proposed', violation_error_message='One version waits for a second person already.'),
                    models.CheckConstraint(condition=models.Q(('answered_by__isnull', True), models.Q(('answered_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='triage_rule_two_persons', violation_error_message='The second person is another person.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('state', 'proposed')), models.Q(models.Q(('state', 'proposed'), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='triage_rule_answered_by_somebody', violation_error_message='A version comes into force by a second person only.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='TextToken',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('token', models.BinaryField(db_comment='16 bytes', max_length=16)),
                ('at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.report')),
            ],
            options={
                'db_table_comment': 'Keyed hashes of what reports say, to find the same words again',
                'indexes': [
                    models.Index(fields=['token'], name='triage_text_token'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('report',), name='triage_text_once', violation_error_message="This report's words were compared already."),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name='triagedecision',
            name='triage_one_decision',
        ),
        migrations.AddField(
            model_name='rating',
            name='awaiting',
            field=models.BooleanField(db_comment='The newest rating of a report on which no decision is in force', default=True),
        ),
        migrations.AddField(
            model_name='rating',
            name='cause',
            field=models.CharField(choices=[('received', 'The report came in'), ('facts', 'An officer wrote down what is newly known'), ('identifier', 'An account, number or address was added'), ('other_report', 'Another report names the same account, number or address'), ('link', 'A link was found'), ('asked', 'An officer asked for it')], db_comment='Why the machine rated', default='received', max_length=20),
        ),
        migrations.AddField(
            model_name='rating',
            name='folded',
            field=models.BooleanField(db_comment="Stands in the line of its bundle's most urgent report; never one with a gate", default=False),
        ),
        migrations.AddField(
            model_name='rating',
            name='compared',
            field=models.BooleanField(db_comment='Whether the machine has looked for reports of the same matter', default=False),
        ),
        migrations.AddField(
            model_name='rating',
            name='turn',
            field=models.SmallIntegerField(db_comment="0: a child's own report, first at the same moment; 1: others", default=1),
        ),
        migrations.AddField(
            model_name='triagedecision',
            name='why_closed',
            field=models.CharField(blank=True, choices=[('same_matter', 'The matter is in hand under another report or case'), ('acted_on', 'Those who can act have acted, and nothing is left to do'), ('no_child', 'No child is concerned'), ('not_traceable', 'Every way to find the child or the person was tried'), ('outside_task', 'It lies outside the task of this office, and was passed on'), ('not_meant', 'Silent, a test or not meant seriously; listened to kindly'), ('other', 'Another reason, in the words below')], db_comment='Of the list, when it ends here', default='', max_length=20),
        ),
        migrations.AlterField(
            model_name='triagedecision',
            name='state',
            field=models.CharField(choices=[('proposed', 'Waits for a second person'), ('in_force', 'In force'), ('refused', 'Refused by the second person'), ('reopened', 'Reopened by a reviewer')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='triagedecision',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['refused', 'reopened']), _negated=True), fields=('report',), name='triage_one_decision', violation_error_message='This report has a decision already.'),
        ),
        migrations.AddConstraint(
            model_name='triagedecision',
            constraint=models.CheckConstraint(condition=models.Q(('why_closed', ''), models.Q(('outcome__in', ['information', 'close']), ('why_closed__in', ['same_matter', 'acted_on', 'no_child', 'not_traceable', 'outside_task', 'not_meant', 'other'])), _connector='OR'), name='triage_why_closed', violation_error_message='Only what ends here says of the list why it ends.'),
        ),
        migrations.AddIndex(
            model_name='rating',
            index=models.Index(condition=models.Q(('awaiting', True), ('folded', False)), fields=['agency', 'level', 'review_due_at', 'turn', 'id'], name='triage_rating_queue'),
        ),
        migrations.AddIndex(
            model_name='rating',
            index=models.Index(condition=models.Q(('awaiting', True), ('compared', False)), fields=['at'], name='triage_rating_compare'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.CheckConstraint(condition=models.Q(('folded', False), ('gates', []), _connector='OR'), name='triage_gate_stands_alone', violation_error_message='A report with a gate stands in a line of its own.'),
        ),
    ]

    operations += [
        protect("triage_bundlemember", workers="rw", systems={"triage": "raw"}),
        protect("triage_texttoken", workers="", systems={"triage": "ra"}),
        protect("triage_newfacts", workers="ra", systems={"triage": "r"}),
        protect("triage_reviewitem", workers="raw", systems={"triage": "ra"}),
        protect_by("triage_exposure", {
            # Only the worker's own: nobody counts what a colleague has read.
            "SELECT": ["worker_id = (SELECT house.actor_id())"],
            "INSERT": [f"worker_id = (SELECT house.actor_id()) AND {_REACHED.format(table='triage_exposure')}"],
        }),
        protect_by("triage_handover", {
            "SELECT": [_REACHED.format(table="triage_handover")],
            "INSERT": [f"worker_id = (SELECT house.actor_id()) AND {_REACHED.format(table='triage_handover')}"],
            "UPDATE": [_REACHED.format(table="triage_handover")],
        }),
        protect_by("triage_carerequest", {
            "SELECT": ["agency_id = (SELECT house.actor_agency())"],
            "INSERT": ["worker_id = (SELECT house.actor_id()) AND agency_id = (SELECT house.actor_agency())"],
            "UPDATE": ["agency_id = (SELECT house.actor_agency())"],
        }),
        # Everybody in the house reads the same rule. Who proposes signs with the own name, and so does the second person.
        protect_by("triage_ruleversion", {
            "SELECT": ["(SELECT house.actor_kind()) IN ('worker', 'system')"],
            "INSERT": ["(SELECT house.actor_kind()) = 'worker' AND proposed_by_id = (SELECT house.actor_id()) AND state = 'proposed'"],
        }),
        # The machine that compares reports and rates them again reads what it compares, and adds suggestions.
        migrations.RunSQL(
            """CREATE POLICY triage_ruleversion_update ON triage_ruleversion FOR UPDATE TO app
                USING ((SELECT house.actor_kind()) = 'worker')
                WITH CHECK (answered_by_id = (SELECT house.actor_id()) OR state = 'replaced');
            CREATE POLICY intake_report_triage ON intake_report FOR SELECT TO app
                USING ((SELECT house.actor_purpose()) = 'triage');
            CREATE POLICY people_identifier_triage ON people_identifier FOR SELECT TO app
                USING ((SELECT house.actor_purpose()) = 'triage');
            CREATE POLICY intake_burstmark_triage ON intake_burstmark FOR SELECT TO app
                USING ((SELECT house.actor_purpose()) = 'triage');
            CREATE POLICY triage_rating_triage_read ON triage_rating FOR SELECT TO app
                USING ((SELECT house.actor_purpose()) = 'triage');
            CREATE POLICY triage_rating_triage_add ON triage_rating FOR INSERT TO app
                WITH CHECK ((SELECT house.actor_purpose()) = 'triage');
            CREATE POLICY triage_triagedecision_triage ON triage_triagedecision FOR SELECT TO app
                USING ((SELECT house.actor_purpose()) = 'triage');
            CREATE POLICY triage_rating_update ON triage_rating FOR UPDATE TO app
                USING ((SELECT house.actor_purpose()) = 'triage' OR EXISTS (SELECT 1 FROM agencies_access AS granted
                    WHERE granted.record_id = triage_rating.record_id AND granted.agency_id = (SELECT house.actor_agency())
                    AND granted.level IN ('write', 'lead')))
                WITH CHECK ((SELECT house.actor_purpose()) = 'triage' OR EXISTS (SELECT 1 FROM agencies_access AS granted
                    WHERE granted.record_id = triage_rating.record_id AND granted.agency_id = (SELECT house.actor_agency())
                    AND granted.level IN ('write', 'lead')));
            -- What a suggestion says stays; only whether it still waits, and whether it was compared, may change.
            GRANT UPDATE (awaiting, folded, compared) ON triage_rating TO app;
            REVOKE UPDATE ON triage_bundlemember, triage_texttoken, triage_newfacts, triage_reviewitem, triage_exposure,
                triage_handover, triage_carerequest, triage_ruleversion FROM app;
            GRANT UPDATE (apart_by_id, apart_at) ON triage_bundlemember TO app;
            GRANT UPDATE (state, reviewed_by_id, reviewed_at, reason) ON triage_reviewitem TO app;
            GRANT UPDATE (ended_at) ON triage_handover TO app;
            GRANT UPDATE (answered_by_id, answered_at) ON triage_carerequest TO app;
            GRANT UPDATE (state, answered_by_id, answered_at, ended_at) ON triage_ruleversion TO app;""",
            """DROP POLICY triage_ruleversion_update ON triage_ruleversion; DROP POLICY intake_report_triage ON intake_report; DROP POLICY people_identifier_triage ON people_identifier;
            DROP POLICY intake_burstmark_triage ON intake_burstmark;
            DROP POLICY triage_rating_triage_read ON triage_rating; DROP POLICY triage_rating_triage_add ON triage_rating;
            DROP POLICY triage_triagedecision_triage ON triage_triagedecision;
            DROP POLICY triage_rating_update ON triage_rating;""",
        ),
        # OFFSET 0 keeps the planner from hashing every grant of the agency for the first fifty lines of the queue: access is
        # asked for row by row, as the queue's index hands them out.
        migrations.RunSQL(
            """DROP POLICY triage_rating_select ON triage_rating;
            CREATE POLICY triage_rating_select ON triage_rating FOR SELECT TO app
                USING (EXISTS (SELECT 1 FROM agencies_access AS granted WHERE granted.record_id = triage_rating.record_id
                    AND granted.agency_id = (SELECT house.actor_agency()) OFFSET 0));""",
            """DROP POLICY triage_rating_select ON triage_rating;
            CREATE POLICY triage_rating_select ON triage_rating FOR SELECT TO app
                USING (EXISTS (SELECT 1 FROM agencies_access AS granted WHERE granted.record_id = triage_rating.record_id
                    AND granted.agency_id = (SELECT house.actor_agency())));""",
        ),
        # Of what was rated before, only the newest rating of an undecided report waits. FORCE holds the owner back too.
        migrations.RunSQL(
            """ALTER TABLE triage_rating NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE triage_triagedecision NO FORCE ROW LEVEL SECURITY;
            UPDATE triage_rating AS older SET awaiting = false, compared = true
                WHERE EXISTS (SELECT 1 FROM triage_rating AS newer WHERE newer.report_id = older.report_id
                    AND (newer.at, newer.id) > (older.at, older.id))
                OR EXISTS (SELECT 1 FROM triage_triagedecision AS decided WHERE decided.report_id = older.report_id
                    AND decided.state = 'in_force');
            ALTER TABLE triage_rating FORCE ROW LEVEL SECURITY;
            ALTER TABLE triage_triagedecision FORCE ROW LEVEL SECURITY;""",
            migrations.RunSQL.noop,
        ),
    ]
