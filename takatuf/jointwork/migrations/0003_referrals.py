"""Questions back, parts of outcomes, doors for agencies without a desk, letters to authorities, other routes."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.special import RunSQL

import takatuf.kernel.ids
from takatuf.agencies.policies import protect, protect_by

# Whoever came through a door to one referral reaches the rows of that referral's record, while the door is open.
_GUEST = "(SELECT house.actor_kind()) = 'guest' AND {table}.record_id = (SELECT house.guest_record())"
_COMMANDS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE"}


def guests(table: str, rights: str) -> RunSQL:
    """What a guest may do in a table, beside what its other policies say."""
    condition, made = _GUEST.format(table=table), []
    for letter in rights:
        using = f" USING ({condition})" if letter in "rw" else ""
        check = f" WITH CHECK ({condition})" if letter in "aw" else ""
        made.append(f"CREATE POLICY {table}_guest_{letter} ON {table} FOR {_COMMANDS[letter]} TO app{using}{check};")
    dropped = [f"DROP POLICY {table}_guest_{letter} ON {table};" for letter in rights]
    return RunSQL(" ".join(made), " ".join(dropped))


def _job(*names: str) -> str:
    return f"(SELECT house.actor_purpose()) IN ({', '.join(repr(name) for name in names)})"


_DOOR = "(SELECT house.actor_kind()) = 'guest' AND id = (SELECT house.actor_id())"
# In one transaction with what a signed call does, so that the same call twice is done once.
_SYSTEM_DOOR = "(SELECT house.actor_kind()) = 'guest' AND (SELECT house.guest_way()) = 'webhook'"
# Where the door of who acts leads, and of which kind it is: asked once for a statement, so that no policy reads another table
# than Access. The functions run as the owner, which row security binds too.
_GUESTS = """
CREATE POLICY jointwork_answerlink_functions ON jointwork_answerlink FOR SELECT TO owner USING (true);
CREATE FUNCTION house.guest_record() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT door.record_id FROM public.jointwork_answerlink AS door WHERE (SELECT house.actor_kind()) = 'guest'
       AND door.id = (SELECT house.actor_id()) AND door.ended_at IS NULL $$;
CREATE FUNCTION house.guest_way() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT door.way::text FROM public.jointwork_answerlink AS door WHERE (SELECT house.actor_kind()) = 'guest'
       AND door.id = (SELECT house.actor_id()) $$;
GRANT EXECUTE ON FUNCTION house.guest_record(), house.guest_way() TO app;
"""
_NO_GUESTS = """
DROP FUNCTION house.guest_record(); DROP FUNCTION house.guest_way();
DROP POLICY jointwork_answerlink_functions ON jointwork_answerlink;
"""
_ACCESS = """EXISTS (SELECT 1 FROM agencies_access AS granted WHERE granted.record_id = {table}.record_id
    AND granted.agency_id = (SELECT house.actor_agency()) {levels})"""
# A door leads to work on the referral: who may only read it opens none.
_WRITES = _ACCESS.format(table="jointwork_answerlink", levels="AND granted.level IN ('write', 'lead')")
_LETTER = "agency_id = (SELECT house.actor_agency()) AND " + _ACCESS.format(table="jointwork_authorityletter", levels="")
# The agency that hands a case over stays a partner: its own lead becomes a right to write, once another agency leads.
_STEP_DOWN = """
CREATE FUNCTION house.step_down(record uuid) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM public.agencies_access AS other WHERE other.record_id = record AND other.level = 'lead'
      AND other.worker_id IS NULL AND other.until IS NULL AND other.agency_id <> house.actor_agency()) THEN
    RAISE insufficient_privilege USING MESSAGE = 'A record never stays without a leading agency.';
  END IF;
  UPDATE public.agencies_access AS own SET level = 'write' WHERE own.record_id = record AND own.level = 'lead'
    AND own.agency_id = house.actor_agency() AND house.actor_kind() = 'worker';
END $$;
GRANT EXECUTE ON FUNCTION house.step_down(uuid) TO app;
"""
# The digits of a link go out by text message: its notice is put into the outbox by the sender, to a number that they type.
_CODE_NOTICE = """
CREATE POLICY clocks_dutynotice_answer_code ON clocks_dutynotice FOR INSERT TO app WITH CHECK (
  text_code = 'answer_code' AND agency_id = (SELECT house.actor_agency()) AND (SELECT house.actor_kind()) = 'worker');
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0005_sectors"), ("clocks", "0003_duty"), ("casework", "0001_initial"), ("jointwork", "0002_track_events")]

    operations: list[Operation] = [
        migrations.CreateModel(
            name='AgencyHook',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(db_comment='By which the administrator ends it', max_length=20, unique=True)),
                ('url', models.CharField(max_length=500)),
                ('secret', models.BinaryField(db_comment='Sealed by the vault: signatures are made with the secret itself')),
                ('issued_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
            ],
            options={
                'db_table_comment': 'Signed calls from and to systems of agencies',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('agency',), name='jointwork_hook_open_once', violation_error_message='This agency has an open webhook already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AgencyRoute',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('national_contact_point', models.BooleanField(db_comment='Requests to foreign counterparts go through it', default=False)),
                ('has_webhook', models.BooleanField(db_comment='Its own system is told by a signed call', default=False)),
                ('agency', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('alternative', models.ForeignKey(db_comment='Whose inbox is used when the suspect works in this agency', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
            ],
            options={
                'db_table_comment': 'How agencies are reached otherwise',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('alternative__isnull', True), models.Q(('alternative', models.F('agency')), _negated=True), _connector='OR'), name='jointwork_route_another', violation_error_message="The other inbox is another agency's."),
                ],
            },
        ),
        migrations.CreateModel(
            name='AnswerLink',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('way', models.CharField(choices=[('link', 'by the one-time link'), ('webhook', "by the agency's own system"), ('paper', 'on paper')], max_length=10)),
                ('token_hash', models.BinaryField(db_comment='SHA-256 of 128 random bits; the link itself is kept nowhere', null=True, unique=True)),
                ('code_seed', models.UUIDField(db_comment="The six digits follow from this and the keyring; an SMS's own id")),
                ('issued_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(db_comment='Answered, replaced, or too many wrong codes', null=True)),
                ('wrong_codes', models.PositiveSmallIntegerField(default=0)),
                ('visit_hash', models.BinaryField(db_comment="SHA-256 of the visit's own secret in a cookie", null=True)),
                ('visit_ends_at', models.DateTimeField(null=True)),
                ('visitor_name', models.BinaryField(db_comment='Sealed: who typed the code last', null=True)),
                ('visitor_post', models.BinaryField(db_comment='Sealed: in which post', null=True)),
                ('issued_by', models.ForeignKey(db_comment='Empty: opened by a signed call', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment="The referral's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jointwork.referral')),
            ],
            options={
                'db_table_comment': 'One-time links to single referrals',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('way', 'link')), fields=('referral',), name='jointwork_link_open_once', violation_error_message='A link to this referral is open already.'),
                    models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('issued_at'))), name='jointwork_link_ends_after_it_begins', violation_error_message='A link ends after it begins.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('way', 'link'), _negated=True), models.Q(('issued_by__isnull', False), ('token_hash__isnull', False)), _connector='OR'), name='jointwork_link_has_a_token', violation_error_message='A link has a secret, and a person who issued it.'),
                    models.CheckConstraint(condition=models.Q(('wrong_codes__lt', 5), ('ended_at__isnull', False), _connector='OR'), name='jointwork_link_wrong_codes', violation_error_message='After too many wrong codes a link has ended.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AuthorityLetter',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('drafted_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(db_comment='By when somebody signs it or leaves it')),
                ('authority', models.BinaryField(db_comment='Sealed: to whom it goes', null=True)),
                ('text', models.BinaryField(db_comment='Sealed: the words as they were signed', null=True)),
                ('signed_at', models.DateTimeField(null=True)),
                ('sent_on', models.DateField(null=True)),
                ('left_at', models.DateTimeField(null=True)),
                ('left_reason', models.BinaryField(db_comment='Sealed: why no letter goes out', null=True)),
                ('agency', models.ForeignKey(db_comment='Whose letter it is; nobody else sees it', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('left_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment="The referral's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jointwork.referral')),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Letters to authorities outside about a delay',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('left_at__isnull', True), ('sent_on__isnull', True)), fields=('referral',), name='jointwork_letter_open_once', violation_error_message='A letter about this referral waits already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('authority__isnull', True), ('signed_at__isnull', True), ('signed_by__isnull', True), ('text__isnull', True)), models.Q(('authority__isnull', False), ('signed_at__isnull', False), ('signed_by__isnull', False), ('text__isnull', False)), _connector='OR'), name='jointwork_letter_signed_by_somebody', violation_error_message='A letter is signed by a person, to an authority, in words.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('sent_by__isnull', True), ('sent_on__isnull', True)), models.Q(('sent_by__isnull', False), ('sent_on__isnull', False), ('signed_at__isnull', False)), _connector='OR'), name='jointwork_letter_sent_when_signed', violation_error_message='Only a signed letter is sent.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('left_at__isnull', True), ('left_by__isnull', True), ('left_reason__isnull', True)), models.Q(('left_at__isnull', False), ('left_by__isnull', False), ('left_reason__isnull', False), ('sent_on__isnull', True)), _connector='OR'), name='jointwork_letter_left_with_reason', violation_error_message='A letter is left by a person, with a reason.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='HookAnswer',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('call_id', models.CharField(db_comment='The webhook-id', max_length=128)),
                ('body_hash', models.BinaryField(db_comment='Keyed hash of what the call said')),
                ('at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
            ],
            options={
                'db_table_comment': 'Signed calls that were taken, each once',
                'constraints': [
                    models.UniqueConstraint(fields=('agency', 'call_id'), name='jointwork_hookanswer_once', violation_error_message='This call was taken already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='HookCall',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(db_comment="The referral's code, as it is told", max_length=20)),
                ('level', models.PositiveSmallIntegerField()),
                ('due_at', models.DateTimeField(db_comment='By when an answer is owed')),
                ('queued_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('sent_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('why', models.CharField(blank=True, db_comment='Code of what failed', max_length=40)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('record', models.ForeignKey(db_comment="The referral's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jointwork.referral')),
            ],
            options={
                'db_table_comment': 'Calls to systems of agencies that a referral was sent',
                'indexes': [
                    models.Index(condition=models.Q(('failed_at__isnull', True), ('sent_at__isnull', True)), fields=['queued_at'], name='jointwork_call_waiting'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), ('failed_at__isnull', True), _connector='OR'), name='jointwork_call_one_end', violation_error_message='A call was taken, or it failed.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OutcomePart',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('text', models.BinaryField(db_comment='Sealed')),
                ('given_at', models.DateTimeField()),
                ('is_last', models.BooleanField()),
                ('given_by', models.ForeignKey(db_comment='Empty: somebody outside the house, named in jointwork_outsideact', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment="The referral's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jointwork.referral')),
            ],
            options={
                'db_table_comment': 'Parts of the outcomes of referrals',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('is_last', True)), fields=('referral',), name='jointwork_part_last_once', violation_error_message='The last part of this outcome was given already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OutsideAct',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('way', models.CharField(choices=[('link', 'by the one-time link'), ('webhook', "by the agency's own system"), ('paper', 'on paper')], max_length=10)),
                ('did', models.CharField(choices=[('opened', 'Opened the referral'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('asked', 'Asked a question back'), ('part', 'Gave a part of the outcome'), ('outcome', 'Gave the outcome')], max_length=10)),
                ('at', models.DateTimeField()),
                ('name', models.BinaryField(db_comment="Sealed; empty for an agency's system", null=True)),
                ('post', models.BinaryField(db_comment='Sealed', null=True)),
                ('entered_by', models.ForeignKey(db_comment='Who typed in what came back on paper', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment="The referral's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jointwork.referral')),
            ],
            options={
                'db_table_comment': 'Looks and answers of named people outside the house',
                'indexes': [
                    models.Index(fields=['referral', 'at'], name='jointwork_outside_of'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('way', 'webhook'), models.Q(('name__isnull', False), ('post__isnull', False)), _connector='OR'), name='jointwork_outside_is_named', violation_error_message='Whoever answers gives a name and a post.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('entered_by__isnull', False), ('way', 'paper')), models.Q(models.Q(('way', 'paper'), _negated=True), ('entered_by__isnull', True)), _connector='OR'), name='jointwork_outside_paper_entered_by', violation_error_message='What came on paper was typed in by somebody.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ReferralQuestion',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('question', models.BinaryField(db_comment='Sealed')),
                ('asked_at', models.DateTimeField()),
                ('answer', models.BinaryField(db_comment='Sealed', null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('dropped_at', models.DateTimeField(db_comment='The referral ended before the answer', null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('asked_by', models.ForeignKey(db_comment='Empty: somebody outside the house, named in jointwork_outsideact', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment="The referral's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jointwork.referral')),
            ],
            options={
                'db_table_comment': 'Questions of receivers to senders of referrals',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True), ('dropped_at__isnull', True)), fields=('referral',), name='jointwork_question_open_once', violation_error_message='A question waits for its answer already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answer__isnull', True), ('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answer__isnull', False), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='jointwork_question_answered_by_somebody', violation_error_message='An answer says what, by whom and when.'),
                ],
            },
        ),
        migrations.AddField(
            model_name='referral',
            name='country',
            field=models.CharField(blank=True, db_comment='ISO 3166 code of the country of a foreign counterpart', default='', max_length=2),
        ),
        migrations.AlterField(
            model_name='referral',
            name='purpose',
            field=models.CharField(choices=[('protection', 'Immediate protection'), ('investigation', 'Investigation'), ('content_removal', 'Removal of content'), ('health', 'Health examination and care'), ('mental_health', 'Mental health care'), ('education', 'Support at school'), ('social_study', 'Social study'), ('legal_aid', 'Legal aid'), ('foreign_counterpart', 'Request to a foreign counterpart'), ('other', 'Another purpose')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('purpose', 'foreign_counterpart'), models.Q(('country', ''), _negated=True)), models.Q(models.Q(('purpose', 'foreign_counterpart'), _negated=True), ('country', '')), _connector='OR'), name='jointwork_referral_foreign_country', violation_error_message='A request to a foreign counterpart names the country, and nothing else does.'),
        ),
    ]

    operations += [
        protect("jointwork_referralquestion", workers="raw"),
        protect("jointwork_outcomepart", workers="ra"),
        protect("jointwork_outsideact", workers="ra"),
        protect("jointwork_hookcall", workers="ra", systems={"gateways": "rw", "answering": "r"}),
        protect_by("jointwork_answerlink", {
            "SELECT": [_ACCESS.format(table="jointwork_answerlink", levels=""), _job("answering"), _DOOR],
            "INSERT": [_WRITES, _job("answering")],
            "UPDATE": [_WRITES, _job("answering"), _DOOR],
        }),
        RunSQL(_GUESTS, _NO_GUESTS),
        # The agency that is late does not read the letter about it, although it reaches the referral.
        protect_by("jointwork_authorityletter", {
            "SELECT": [_job("clockwork"), _LETTER], "INSERT": [_job("clockwork")], "UPDATE": [_LETTER],
        }),
        protect_by("jointwork_agencyhook", {
            "SELECT": [_job("providers", "answering", "gateways")], "INSERT": [_job("providers")], "UPDATE": [_job("providers")],
        }),
        protect_by("jointwork_hookanswer", {"SELECT": [_job("answering")], "INSERT": [_SYSTEM_DOOR]}),
        # Where referrals about somebody of the agency itself go: the administrator's command alone writes it, as the keeper.
        RunSQL("REVOKE INSERT, UPDATE ON jointwork_agencyroute FROM app;", "GRANT INSERT, UPDATE ON jointwork_agencyroute TO app;"),
        guests("jointwork_referral", "rw"),
        guests("jointwork_referralquestion", "raw"),
        guests("jointwork_outcomepart", "ra"),
        guests("jointwork_outsideact", "ra"),
        guests("clocks_deadline", "raw"),
        guests("clocks_notice", "a"),
        guests("casework_chronologyline", "a"),
        RunSQL(_STEP_DOWN, "DROP FUNCTION house.step_down(uuid);"),
        RunSQL(_CODE_NOTICE, "DROP POLICY clocks_dutynotice_answer_code ON clocks_dutynotice;"),
    ]
