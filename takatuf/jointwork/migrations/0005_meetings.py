"""Meetings of the multi-agency team, and agreements between agencies."""

import django.contrib.postgres.fields
import django.db.models.deletion
import takatuf.kernel.ids
from django.db import migrations, models

from takatuf.agencies.policies import protect, protect_by

# An item and its decisions stand on the case's record; who left the item because of a conflict of interest reaches them no more.
# What somebody left is asked once for a statement, so that no policy reads another table than Access.
_LEFT = "{item} <> ALL ((SELECT house.left_items())::uuid[])"
_LEFT_ITEMS = """
CREATE POLICY jointwork_meetingrecusal_functions ON jointwork_meetingrecusal FOR SELECT TO owner USING (true);
CREATE FUNCTION house.left_items() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT coalesce(array_agg(gone.item_id), '{}') FROM public.jointwork_meetingrecusal AS gone
     WHERE gone.worker_id = (SELECT house.actor_id()) $$;
GRANT EXECUTE ON FUNCTION house.left_items() TO app;
"""
_NO_LEFT_ITEMS = """
DROP FUNCTION house.left_items(); DROP POLICY jointwork_meetingrecusal_functions ON jointwork_meetingrecusal;
"""
_GRANTED = """EXISTS (SELECT 1 FROM agencies_access AS granted WHERE granted.record_id = {table}.record_id
    AND granted.agency_id = (SELECT house.actor_agency()) {levels})"""
_WRITES = "AND granted.level IN ('write', 'lead')"


def _unless_left(table: str, item: str, commands: tuple[str, ...]) -> migrations.RunSQL:
    left = _LEFT.format(item=item)
    return protect_by(table, {
        command: [f"{_GRANTED.format(table=table, levels='' if command == 'SELECT' else _WRITES)} AND {left}"]
        for command in commands
    })


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0008_record_kinds'),
        ('casework', '0001_initial'),
        ('jointwork', '0004_knowing'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(db_comment='G-YY-NNNNNN, for staff', max_length=20, unique=True)),
                ('title', models.CharField(db_comment='What it is about; no person', max_length=200)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(db_comment='The last day')),
                ('dispute_path', models.BinaryField(db_comment='Sealed: who decides when the two do not agree; may name people')),
                ('dispute_days', models.PositiveSmallIntegerField(db_comment='Working days within which a dispute is decided')),
                ('drafted_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_reason', models.BinaryField(db_comment='Sealed', null=True)),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('record', models.OneToOneField(db_comment="The agreement's own record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jointwork.agreement')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
            ],
            options={
                'db_table_comment': 'Agreements between agencies',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('first', models.F('second')), _negated=True), name='jointwork_agreement_two_agencies', violation_error_message='An agreement needs two agencies.'),
                    models.CheckConstraint(condition=models.Q(('valid_to__gt', models.F('valid_from'))), name='jointwork_agreement_ends_after_begin', violation_error_message='An agreement ends after it begins.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('end_reason__isnull', True), ('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('end_reason__isnull', False), ('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='jointwork_agreement_end_says_why', violation_error_message='An agreement that was ended says when, by whom and why.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AgreementSignature',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='jointwork.agreement')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Signatures under agreements',
                'constraints': [
                    models.UniqueConstraint(fields=('agreement', 'agency'), name='jointwork_signature_once', violation_error_message='This agency has signed already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AgreementTerm',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(choices=[('protection', 'Immediate protection'), ('investigation', 'Investigation'), ('content_removal', 'Removal of content'), ('health', 'Health examination and care'), ('mental_health', 'Mental health care'), ('education', 'Support at school'), ('social_study', 'Social study'), ('legal_aid', 'Legal aid'), ('foreign_counterpart', 'Request to a foreign counterpart'), ('other', 'Another purpose')], max_length=20)),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), db_comment='Codes of the fields that may be shared', size=None)),
                ('answer_amount', models.PositiveSmallIntegerField()),
                ('answer_unit', models.CharField(choices=[('clock_hours', 'hours, at night and on holidays too'), ('working_days', 'working days')], max_length=20)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='jointwork.agreement')),
                ('from_agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('to_agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
            ],
            options={
                'db_table_comment': 'What agreements allow',
                'constraints': [
                    models.UniqueConstraint(fields=('agreement', 'from_agency', 'purpose'), name='jointwork_term_once', violation_error_message='The agreement says this already.'),
                    models.CheckConstraint(condition=models.Q(('from_agency', models.F('to_agency')), _negated=True), name='jointwork_term_two_agencies', violation_error_message='An agreement needs two agencies.'),
                    models.CheckConstraint(condition=models.Q(('answer_amount__gte', 1)), name='jointwork_term_limit', violation_error_message='A limit is one at least.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(db_comment='M-YY-NNNNNN, for staff', max_length=20, unique=True)),
                ('kind', models.CharField(choices=[('planning', 'Planning meeting'), ('review', 'Review meeting'), ('urgent', 'Urgent meeting')], max_length=20)),
                ('form', models.CharField(choices=[('in_person', 'In one room'), ('call', 'By telephone'), ('video', 'By video')], max_length=20)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('place', models.BinaryField(db_comment='Sealed: room, number or address of the call', null=True)),
                ('called_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('signed_at', models.DateTimeField(db_comment='The chair signed the minutes; nothing is added after', null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('called_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('cancelled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('chair', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.OneToOneField(db_comment="The meeting's own record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Meetings of the multi-agency team',
                'indexes': [
                    models.Index(fields=['starts_at'], name='jointwork_meeting_starts'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='jointwork_meeting_ends_after_start', violation_error_message='A meeting ends after it begins.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('signed_at__isnull', True), ('signed_by__isnull', True)), models.Q(('cancelled_at__isnull', True), ('signed_at__isnull', False), ('signed_by', models.F('chair'))), _connector='OR'), name='jointwork_meeting_chair_signs', violation_error_message='The chair signs the minutes of a meeting that took place.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', True), ('cancelled_by__isnull', True)), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False)), _connector='OR'), name='jointwork_meeting_cancelled_by_and_at', violation_error_message='A meeting that was cancelled says when and by whom.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MeetingAttendance',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.BinaryField(db_comment='Sealed: who came without an account', null=True)),
                ('came', models.BooleanField()),
                ('noted_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jointwork.meeting')),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment="The meeting's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('worker', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Who came to meetings',
                'constraints': [
                    models.UniqueConstraint(fields=('meeting', 'worker'), name='jointwork_attendance_once', violation_error_message='This person is on the list already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('name__isnull', False), ('worker__isnull', True)), models.Q(('name__isnull', True), ('worker__isnull', False)), _connector='OR'), name='jointwork_attendance_somebody', violation_error_message='Who came has an account or a name, not both.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MeetingInvitation',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='jointwork.meeting')),
                ('record', models.ForeignKey(db_comment="The meeting's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Agencies invited to meetings',
                'constraints': [
                    models.UniqueConstraint(fields=('meeting', 'agency'), name='jointwork_invitation_once', violation_error_message='This agency is invited already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MeetingSlot',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='jointwork.meeting')),
                ('record', models.ForeignKey(db_comment="The meeting's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': "Places on agendas; what they hold stands on the case's record",
                'constraints': [
                    models.UniqueConstraint(fields=('meeting', 'number'), name='jointwork_slot_number_once', violation_error_message='This place on the agenda is taken.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MeetingItem',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('question', models.BinaryField(db_comment='Sealed: what the meeting shall decide')),
                ('notes', models.BinaryField(db_comment='Sealed: what was said, for the minutes', null=True)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('discussed', 'Discussed'), ('put_off', 'Put off')], default='planned', max_length=10)),
                ('proposed_at', models.DateTimeField()),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jointwork.meeting')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment="The case's record, or the meeting's", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('slot', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jointwork.meetingslot')),
            ],
            options={
                'db_table_comment': 'Items of agendas',
                'constraints': [
                    models.UniqueConstraint(fields=('meeting', 'case'), name='jointwork_item_case_once', violation_error_message='This case is on the agenda already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MeetingDecision',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('text', models.BinaryField(db_comment='Sealed')),
                ('dissent', models.BinaryField(db_comment='Sealed: who saw it differently, and why', null=True)),
                ('due_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('record', models.ForeignKey(db_comment="The item's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('step', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jointwork.step')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jointwork.meetingitem')),
            ],
            options={
                'db_table_comment': 'Decisions of meetings',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('recorded_at'))), name='jointwork_decision_due_later', violation_error_message='A decision is due after it was made.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MeetingRecusal',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jointwork.meetingitem')),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment="The item's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Who left an item because of a conflict of interest',
                'constraints': [
                    models.UniqueConstraint(fields=('item', 'worker'), name='jointwork_recusal_once', violation_error_message='This person has left the item already.'),
                ],
            },
        ),
        migrations.AddField(
            model_name='referral',
            name='agreement',
            field=models.ForeignKey(db_comment='The agreement that covers it, where that is the basis', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jointwork.agreement'),
        ),
    ]

    operations += [
        migrations.RunSQL("CREATE SEQUENCE jointwork_meeting_number", "DROP SEQUENCE jointwork_meeting_number"),
        migrations.RunSQL("CREATE SEQUENCE jointwork_agreement_number", "DROP SEQUENCE jointwork_agreement_number"),
        protect("jointwork_agreement", workers="raw", systems={"clockwork": "r"}),
        protect("jointwork_agreementterm", workers="ra"),
        protect("jointwork_agreementsignature", workers="ra", systems={"clockwork": "r"}),
        protect("jointwork_meeting", workers="raw"),
        protect("jointwork_meetinginvitation", workers="ra"),
        protect("jointwork_meetingslot", workers="ra"),
        protect("jointwork_meetingattendance", workers="raw"),
        protect("jointwork_meetingrecusal", workers="ra"),
        migrations.RunSQL(_LEFT_ITEMS, _NO_LEFT_ITEMS),
        _unless_left("jointwork_meetingitem", "jointwork_meetingitem.id", ("SELECT", "INSERT", "UPDATE")),
        _unless_left("jointwork_meetingdecision", "jointwork_meetingdecision.item_id", ("SELECT", "INSERT")),
    ]
