"""The mailbox and the confirmation of contact: contact given later, safe hours, wishes, outcomes, openings, documents."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import takatuf.kernel.ids
from takatuf.agencies.policies import protect, protect_by

_BY_REPORTER = "(SELECT house.actor_kind()) = 'reporter'"
_OWN_MAILBOX = "mailbox_id = (SELECT house.actor_id()) AND " + _BY_REPORTER
_OWN_RECORD = "record_id = (SELECT house.reported_record())"
_GRANTED = """EXISTS (SELECT 1 FROM agencies_access AS granted WHERE granted.record_id = {table}.record_id
    AND granted.agency_id = (SELECT house.actor_agency()) AND granted.level IN ('write', 'lead'))"""
_BY_ME = "(SELECT house.actor_kind()) = 'worker' AND {column} = (SELECT house.actor_id())"


def _granted(table: str) -> str:
    return _GRANTED.format(table=table)


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_drafts"), ("agencies", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('contact_on', models.DateField(db_comment='The day of the contact that it confirms')),
                ('made_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(db_comment='Which agency was contacted', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.mailbox')),
                ('record', models.ForeignKey(db_comment="The mailbox's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Confirmations of contact that reporters asked for',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('revoked_at__isnull', True), ('revoked_at__gte', models.F('made_at')), _connector='OR'), name='intake_confirmation_revoked_after', violation_error_message='It is revoked after it is made.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ContactOpening',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('asked_at', models.DateTimeField()),
                ('reason', models.BinaryField(db_comment='Sealed')),
                ('in_danger', models.BooleanField(db_comment='Danger to life: one person opened, the second reviews after')),
                ('second_said', models.CharField(blank=True, choices=[('agreed', 'Agreed'), ('refused', 'Refused'), ('in_order', 'Reviewed: in order'), ('not_in_order', 'Reviewed: not in order')], max_length=20)),
                ('second_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('asked_by', models.ForeignKey(db_comment='Who wants to reach the reporter', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment="The report's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.report')),
                ('second_by', models.ForeignKey(db_comment='Another person', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': "Openings of reporters' sealed contacts: who, why, and the second person",
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('second_at__isnull', True), ('second_by__isnull', True), ('second_said', '')), models.Q(('second_at__isnull', False), ('second_by__isnull', False), models.Q(models.Q(('in_danger', False), ('second_said__in', ['agreed', 'refused'])), models.Q(('in_danger', True), ('second_said__in', ['in_order', 'not_in_order'])), _connector='OR')), _connector='OR'), name='intake_opening_second_word', violation_error_message='The second person agrees or refuses before, or reviews after danger.'),
                    models.CheckConstraint(condition=models.Q(('second_by__isnull', True), models.Q(('second_by', models.F('asked_by')), _negated=True), _connector='OR'), name='intake_opening_two_persons', violation_error_message='The second person is another person.'),
                    models.UniqueConstraint(condition=models.Q(('in_danger', False), ('second_said', '')), fields=('report',), name='intake_opening_asked_once', violation_error_message='Somebody has asked already, and a second person has not answered.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('text', 'Text'), ('office', 'Office document')], max_length=10)),
                ('suffix', models.CharField(db_comment='By its bytes, not by its name', max_length=5)),
                ('size', models.PositiveIntegerField(db_comment='Bytes')),
                ('name', models.BinaryField(db_comment='Sealed: as the sender named it')),
                ('sha256', models.BinaryField(db_comment='Sealed: of the plain bytes, in hexadecimal')),
                ('at', models.DateTimeField()),
                ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.mailbox')),
                ('message', models.OneToOneField(db_comment='The message that it came with', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.message')),
                ('record', models.ForeignKey(db_comment="The report's record, whose key seals it", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Documents from reporters, where an agency takes them',
                'indexes': [
                    models.Index(fields=['mailbox', 'at'], name='intake_document_mailbox'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['pdf', 'text', 'office']), ('size__gt', 0)), name='intake_document_kind', violation_error_message='A document is a PDF, a text or an office document, and not empty.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='DocumentPart',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(db_comment='From zero')),
                ('data', models.BinaryField(db_comment='Sealed')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.document')),
                ('record', models.ForeignKey(db_comment="The report's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Sealed pieces of documents',
                'constraints': [
                    models.UniqueConstraint(fields=('document', 'number'), name='intake_document_part_once', violation_error_message='Each piece of a document stands once.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ReporterOutcome',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('outcome', models.CharField(choices=[('assessed', 'The report was assessed.'), ('no_further_action', 'The report was assessed; no further action by us.'), ('passed_on', 'The report was passed to the agency in charge.'), ('case_open', 'A case is open with social services.')], max_length=20)),
                ('released_at', models.DateTimeField()),
                ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.mailbox')),
                ('record', models.ForeignKey(db_comment="The mailbox's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('released_by', models.ForeignKey(db_comment='Who released it', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Outcomes released to professional reporters, never by a machine',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('outcome__in', ['assessed', 'no_further_action', 'passed_on', 'case_open'])), name='intake_outcome_known', violation_error_message='Only these outcomes may be told.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SafeHours',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('rules', models.BinaryField(db_comment='Sealed JSON: days, hours, who may answer, message, language')),
                ('given_at', models.DateTimeField()),
                ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.mailbox')),
                ('record', models.ForeignKey(db_comment="The mailbox's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'When a reporter may be reached safely',
                'indexes': [
                    models.Index(fields=['mailbox', 'given_at'], name='intake_safehours_mailbox'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reason', models.BinaryField(db_comment='Sealed; empty: none was given', null=True)),
                ('asked_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, choices=[('stopped', 'We do nothing more with it.'), ('goes_on', "We may not stop, because somebody's safety is at stake.")], max_length=20)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(db_comment='Who answered', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.mailbox')),
                ('record', models.ForeignKey(db_comment="The mailbox's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Wishes to withdraw a report, and who answered them',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answer__in', ['stopped', 'goes_on']), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='intake_withdrawal_answered_whole', violation_error_message='An answer names what, who and when.'),
                    models.UniqueConstraint(condition=models.Q(('answer', '')), fields=('mailbox',), name='intake_withdrawal_open_once', violation_error_message='This wish has been made already and waits for its answer.'),
                ],
            },
        ),
        migrations.AddField(
            model_name='reportercontact',
            name='ended_at',
            field=models.DateTimeField(db_comment='Corrected or taken back by the reporter, and erased', null=True),
        ),
        migrations.AlterField(
            model_name='reportercontact',
            name='contact',
            field=models.BinaryField(db_comment='Sealed JSON: name, telephone, e-mail; empty once taken back', null=True),
        ),
        migrations.AlterField(
            model_name='reportercontact',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.report'),
        ),
        migrations.AddConstraint(
            model_name='reportercontact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('contact__isnull', False), ('ended_at__isnull', True)), models.Q(('contact__isnull', True), ('ended_at__isnull', False), ('safe_hours__isnull', True)), _connector='OR'), name='intake_contact_ended_is_erased', violation_error_message='What the reporter took back is erased.'),
        ),
        migrations.AddConstraint(
            model_name='reportercontact',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('report',), name='intake_contact_one_stands', violation_error_message='One contact of a reporter stands at a time.'),
        ),
    ]

    operations += [
        migrations.RunSQL(
            Path(__file__).with_name("mailbox_functions.sql").read_text(encoding="utf-8"),
            """DROP FUNCTION house.reach_contact(uuid); DROP FUNCTION house.contacts_of(uuid);
            DROP POLICY intake_reportercontact_reporter_select ON intake_reportercontact;
            DROP POLICY intake_reportercontact_reporter_insert ON intake_reportercontact;
            DROP POLICY intake_reportercontact_reporter_update ON intake_reportercontact;
            DROP FUNCTION house.reported_report(); DROP FUNCTION house.reported_record(); DROP FUNCTION house.reported();
            DROP POLICY intake_reportercontact_functions ON intake_reportercontact;
            DROP POLICY intake_report_functions ON intake_report; DROP POLICY intake_mailbox_functions ON intake_mailbox;""",
        ),
        protect("intake_safehours", workers="r", reporter_column="mailbox_id", reporters="ra"),
        protect_by("intake_withdrawal", {
            "SELECT": [_granted("intake_withdrawal"), _OWN_MAILBOX],
            "INSERT": [_OWN_MAILBOX + " AND answer = ''"],
            "UPDATE": [_granted("intake_withdrawal")],
        }),
        protect_by("intake_reporteroutcome", {
            "SELECT": [_granted("intake_reporteroutcome"), _OWN_MAILBOX],
            "INSERT": [_granted("intake_reporteroutcome") + " AND " + _BY_ME.format(column="released_by_id")],
        }),
        # Who knows a confirmation's code and second word reaches that one row; its holder revokes it.
        protect_by("intake_confirmation", {
            "SELECT": [_OWN_MAILBOX, "id = (SELECT house.actor_id()) AND " + _BY_REPORTER],
            "INSERT": [_OWN_MAILBOX],
            "UPDATE": [_OWN_MAILBOX],
        }),
        # Who asks is who acts, about a report that the own agency works on; the second person is somebody else.
        protect_by("intake_contactopening", {
            "SELECT": [_granted("intake_contactopening")],
            "INSERT": [
                _granted("intake_contactopening") + " AND " + _BY_ME.format(column="asked_by_id")
                + " AND second_said = '' AND agency_id = (SELECT house.actor_agency())"
            ],
        }),
        migrations.RunSQL(
            f"""CREATE POLICY intake_contactopening_update ON intake_contactopening FOR UPDATE TO app
                USING ({_granted("intake_contactopening")} AND second_said = '')
                WITH CHECK ({_BY_ME.format(column="second_by_id")} AND asked_by_id <> (SELECT house.actor_id()));""",
            "DROP POLICY intake_contactopening_update ON intake_contactopening;",
        ),
        protect_by("intake_document", {
            "SELECT": [_granted("intake_document"), _OWN_MAILBOX],
            "INSERT": [_OWN_MAILBOX + " AND " + _OWN_RECORD],
        }),
        protect_by("intake_documentpart", {
            "SELECT": [_granted("intake_documentpart")],
            "INSERT": [_BY_REPORTER + " AND " + _OWN_RECORD],
        }),
        # The functions read as `owner`, whom row security binds too.
        migrations.RunSQL(
            "CREATE POLICY intake_contactopening_functions ON intake_contactopening FOR SELECT TO owner USING (true);",
            "DROP POLICY intake_contactopening_functions ON intake_contactopening;",
        ),
        # What was told and what was written never changes; what was taken back is erased.
        migrations.RunSQL(
            """REVOKE UPDATE ON intake_safehours, intake_withdrawal, intake_reporteroutcome, intake_confirmation,
                intake_contactopening, intake_document, intake_documentpart FROM app;
            GRANT UPDATE (answer, answered_by_id, answered_at) ON intake_withdrawal TO app;
            GRANT UPDATE (revoked_at) ON intake_confirmation TO app;
            GRANT UPDATE (second_said, second_by_id, second_at) ON intake_contactopening TO app;
            GRANT UPDATE (contact, safe_hours, ended_at) ON intake_reportercontact TO app;""",
            "REVOKE UPDATE (contact, safe_hours, ended_at) ON intake_reportercontact FROM app;",
        ),
    ]
