"""Case work in depth: rounds, reopening, follow-ups, links, children with the same exposure, judged concerns."""

from pathlib import Path

import django.db.models.deletion
import takatuf.kernel.ids
from django.db import migrations, models

from takatuf.agencies.policies import protect, protect_by


def _granted(column: str, levels: str = "") -> str:
    return f"""EXISTS (SELECT 1 FROM agencies_access AS granted WHERE granted.record_id = casework_caselink.{column}
        AND granted.agency_id = (SELECT house.actor_agency()) {levels})"""


_ONE, _OTHER = _granted("record_id"), _granted("other_record_id")
_WRITES = "AND granted.level IN ('write', 'lead')"
_WRITES_ONE, _WRITES_OTHER = _granted("record_id", _WRITES), _granted("other_record_id", _WRITES)


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0006_need_to_know'),
        ('casework', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseLink',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('siblings', 'Siblings'), ('co_victims', 'Children harmed in the same matter'), ('same_child', 'The same child'), ('shared_suspect', 'The same suspect'), ('same_matter', 'The same matter')], max_length=20)),
                ('basis', models.CharField(choices=[('account', 'The same account online'), ('household', 'The same household'), ('child', 'The same child, by a document or a statement'), ('suspect', 'The same person suspected, by a document or a statement'), ('event', 'The same event or place'), ('phone', 'The same telephone number'), ('address', 'The same address'), ('name', 'The same name')], db_comment='What is the same', max_length=20)),
                ('why', models.BinaryField(db_comment='Sealed; shown to those who reach both cases')),
                ('proposed_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('undone_reason', models.BinaryField(db_comment='Sealed; shown to those who reach both cases', null=True)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('other_record', models.ForeignKey(db_comment='The record of the other case', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment='The record of the one case; it is the smaller', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Links between cases',
                'indexes': [
                    models.Index(fields=['record'], name='casework_caselink_one'),
                    models.Index(fields=['other_record'], name='casework_caselink_other'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('record__lt', models.F('other_record'))), name='casework_caselink_ordered', violation_error_message='A link joins two cases, the smaller record first.'),
                    models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('record', 'other_record', 'kind'), name='casework_caselink_once', violation_error_message='These cases are linked so already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), models.Q(models.Q(('kind__in', ['co_victims', 'same_child', 'siblings']), _negated=True), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True), _connector='OR')), _connector='OR'), name='casework_caselink_two_persons', violation_error_message='A link between children has two persons.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True), ('undone_reason__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False), ('undone_reason__isnull', False)), _connector='OR'), name='casework_caselink_undone_says_why', violation_error_message='A link that is undone says by whom, when and why.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ConcernChange',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('from_status', models.CharField(choices=[('alleged', 'Alleged'), ('substantiated', 'Substantiated'), ('not_substantiated', 'Not substantiated')], max_length=20)),
                ('to_status', models.CharField(choices=[('alleged', 'Alleged'), ('substantiated', 'Substantiated'), ('not_substantiated', 'Not substantiated')], max_length=20)),
                ('reason', models.BinaryField(db_comment='Sealed')),
                ('at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.concern')),
                ('record', models.ForeignKey(db_comment="The case's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'How sure a concern is, each time it was judged',
                'indexes': [
                    models.Index(fields=['record', 'at'], name='casework_concernchange_record'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('from_status', models.F('to_status')), _negated=True), name='casework_concernchange_changes', violation_error_message='The concern has this status already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ExposedChild',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('description', models.BinaryField(db_comment='Sealed: who is meant, where nobody is registered', null=True)),
                ('due_at', models.DateTimeField(db_comment='By when somebody decides')),
                ('named_at', models.DateTimeField()),
                ('named_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('record', models.ForeignKey(db_comment="The case's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Children with the same exposure as the child of a case',
                'indexes': [
                    models.Index(fields=['record'], name='casework_exposedchild_record'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('description__isnull', True), ('person__isnull', False)), models.Q(('description__isnull', False), ('person__isnull', True)), _connector='OR'), name='casework_exposedchild_one_of_two', violation_error_message='A child is named as a person or by a description.'),
                    models.UniqueConstraint(fields=('record', 'person'), name='casework_exposedchild_once', violation_error_message='This child is on the list already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('round', models.PositiveSmallIntegerField(db_comment='Which closure it follows')),
                ('after_days', models.PositiveSmallIntegerField(db_comment='Which follow-up of the rule file; empty: one more', null=True)),
                ('child_seen', models.BooleanField()),
                ('child_seen_alone', models.BooleanField()),
                ('not_alone_reason', models.BinaryField(db_comment='Sealed: why the child was not seen alone', null=True)),
                ('child_view', models.BinaryField(db_comment="Sealed, in the child's words", null=True)),
                ('safe_now', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Not known')], max_length=10)),
                ('wellbeing', models.CharField(choices=[('well', 'Well'), ('not_well', 'Not well'), ('unknown', 'Not known')], max_length=10)),
                ('found', models.BinaryField(db_comment='Sealed: what was found')),
                ('at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment="The case's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Follow-ups after closure',
                'indexes': [
                    models.Index(fields=['record', 'at'], name='casework_followup_record'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('child_seen', True), ('child_seen_alone', False), _connector='OR'), name='casework_followup_alone_is_seen', violation_error_message='A child who was seen alone was seen.'),
                    models.CheckConstraint(condition=models.Q(('child_seen_alone', True), ('not_alone_reason__isnull', False), _connector='OR'), name='casework_followup_says_why', violation_error_message='Where the child was not seen alone, the reason is written.'),
                    models.UniqueConstraint(fields=('record', 'round', 'after_days'), name='casework_followup_once', violation_error_message='This follow-up was recorded before.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Reopening',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(choices=[('new_report', 'A new report'), ('not_well', 'A follow-up found the child not well'), ('court', 'A decision of the court'), ('closed_in_error', 'It was closed in error')], max_length=20)),
                ('why', models.BinaryField(db_comment='Sealed')),
                ('report_id', models.UUIDField(db_comment='The report that caused it, as a plain value', null=True)),
                ('report_code', models.CharField(blank=True, max_length=20)),
                ('approval_needed', models.BooleanField(db_comment='What the rule file said at the time')),
                ('proposed_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('declined_at', models.DateTimeField(null=True)),
                ('decline_reason', models.BinaryField(db_comment='Sealed: why it stays closed', null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('declined_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('follow_up', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.followup')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment="The case's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Reopenings of closed cases, proposed and answered',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('approved_at__isnull', True), ('declined_at__isnull', True)), fields=('record',), name='casework_reopening_one_proposal', violation_error_message='Reopening this case was proposed already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), models.Q(('approval_needed', False), models.Q(('approved_by', models.F('proposed_by')), _negated=True), _connector='OR')), _connector='OR'), name='casework_reopening_two_persons', violation_error_message='Nobody approves their own reopening where two persons are needed.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decline_reason__isnull', True), ('declined_at__isnull', True), ('declined_by__isnull', True)), models.Q(('approved_at__isnull', True), ('decline_reason__isnull', False), ('declined_at__isnull', False), ('declined_by__isnull', False)), _connector='OR'), name='casework_reopening_one_answer', violation_error_message='A reopening is approved, or declined with a reason.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SafetyDecision',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('decision', models.CharField(choices=[('safe', 'Safe'), ('plan', 'In the plan of this case'), ('own_case', 'A case of their own is open'), ('not_reachable', 'Cannot be reached')], max_length=20)),
                ('reason', models.BinaryField(db_comment='Sealed')),
                ('own_case_record_id', models.UUIDField(db_comment="The child's own case, as a plain value", null=True)),
                ('at', models.DateTimeField()),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.exposedchild')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment="The case's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Safety decisions for children with the same exposure',
                'indexes': [
                    models.Index(fields=['child', 'at'], name='casework_safetydecision_child'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('decision', 'own_case'), ('own_case_record_id__isnull', False)), models.Q(models.Q(('decision', 'own_case'), _negated=True), ('own_case_record_id__isnull', True)), _connector='OR'), name='casework_safetydecision_names_case', violation_error_message='A decision for a case of their own names that case, and no other does.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='StageChange',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('round', models.PositiveSmallIntegerField(db_comment='1, and one more for each reopening')),
                ('from_stage', models.CharField(choices=[('identified', 'Identified'), ('assessed', 'Assessed'), ('planned', 'Planned'), ('in_action', 'In action'), ('review', 'Under review'), ('closed', 'Closed')], max_length=20)),
                ('to_stage', models.CharField(choices=[('identified', 'Identified'), ('assessed', 'Assessed'), ('planned', 'Planned'), ('in_action', 'In action'), ('review', 'Under review'), ('closed', 'Closed')], max_length=20)),
                ('at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment="The case's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'How each case came from stage to stage',
                'indexes': [
                    models.Index(fields=['record', 'at'], name='casework_stagechange_record'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('from_stage', models.F('to_stage')), _negated=True), name='casework_stagechange_changes', violation_error_message='A change of stage leads to another stage.'),
                ],
            },
        ),
        migrations.AddField(
            model_name='assessment',
            name='approval_needed',
            field=models.BooleanField(db_comment='What the rule file said at the time', default=False),
        ),
        migrations.AddField(
            model_name='assessment',
            name='approved_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='assessment',
            name='approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker'),
        ),
        migrations.AddField(
            model_name='case',
            name='reopened_at',
            field=models.DateTimeField(db_comment='When the present round began, after the first', null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='round',
            field=models.PositiveSmallIntegerField(db_comment='1, and one more for each reopening', default=1),
        ),
        migrations.AddField(
            model_name='socialwaiver',
            name='approval_needed',
            field=models.BooleanField(db_comment='What the rule file said at the time', default=False),
        ),
        migrations.AddField(
            model_name='socialwaiver',
            name='approved_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='socialwaiver',
            name='approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker'),
        ),
        migrations.AddField(
            model_name='socialwaiver',
            name='round',
            field=models.PositiveSmallIntegerField(db_comment='It counts for this round of the case alone', default=1),
        ),
        migrations.AddField(
            model_name='visit',
            name='not_alone_reason',
            field=models.BinaryField(db_comment='Sealed: why the child was not seen alone', null=True),
        ),
        migrations.AlterField(
            model_name='socialwaiver',
            name='record',
            field=models.ForeignKey(db_comment="The case's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), models.Q(('approved_by', models.F('assessed_by')), _negated=True)), _connector='OR'), name='casework_assessment_two_persons', violation_error_message='Nobody approves their own assessment.'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reopened_at__isnull', True), ('round', 1)), models.Q(('reopened_at__isnull', False), ('round__gt', 1)), _connector='OR'), name='casework_case_reopened_says_when', violation_error_message='A case that was reopened says when, and no other does.'),
        ),
        migrations.AddConstraint(
            model_name='socialwaiver',
            constraint=models.UniqueConstraint(fields=('record', 'round'), name='casework_socialwaiver_once', violation_error_message='The social side of this case was waived before.'),
        ),
        migrations.AddConstraint(
            model_name='socialwaiver',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), models.Q(('approved_by', models.F('waived_by')), _negated=True)), _connector='OR'), name='casework_socialwaiver_two_persons', violation_error_message='Nobody approves their own waiver.'),
        ),
    ]

    operations += [
        *(
            protect(f"casework_{table}", workers="ra")
            for table in ("stagechange", "followup", "concernchange", "exposedchild", "safetydecision")
        ),
        protect("casework_reopening", workers="raw"),
        # One side sees a link once it stands; before that only those who reach both cases. Only who writes in both makes
        # or confirms one (the action checks it); who writes in one may undo it.
        protect_by("casework_caselink", {
            "SELECT": [f"({_ONE} OR {_OTHER}) AND confirmed_at IS NOT NULL", f"{_ONE} AND {_OTHER}"],
            "INSERT": [f"{_WRITES_ONE} AND {_WRITES_OTHER}"],
            "UPDATE": [_WRITES_ONE, _WRITES_OTHER],
        }),
        migrations.RunSQL(
            Path(__file__).with_name("linked_cases.sql").read_text(encoding="utf-8"),
            "DROP FUNCTION house.linked_cases(uuid[])",
        ),
    ]
