"""Calls to the hotline: calls, transfers, call-backs, debriefs, forms on paper."""

import django.db.models.deletion
from django.db import migrations, models

import takatuf.kernel.ids
from takatuf.agencies.policies import protect, protect_by

_OWN = "agency_id = (SELECT house.actor_agency())"


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_pressure"), ("agencies", "0004_duty_numbers")]

    operations = [
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('language', models.CharField(max_length=10)),
                ('state', models.CharField(choices=[('open', 'Being written'), ('sent', 'Sent as a report'), ('closed', 'Ended without a report')], default='open', max_length=10)),
                ('outcome', models.CharField(blank=True, choices=[('report', 'a report'), ('advice', 'advice only'), ('silent', 'a silent call'), ('test', 'a test or a joke'), ('abusive', 'an abusive call'), ('repeated', 'a repeated call')], max_length=10)),
                ('started_at', models.DateTimeField(db_comment="When the call began: the report's clock starts here")),
                ('entered_at', models.DateTimeField(db_comment='When it was entered; later than the start for a form on paper')),
                ('ended_at', models.DateTimeField(null=True)),
                ('caller_number', models.BinaryField(db_comment='Sealed; empty: withheld', null=True)),
                ('caller_token', models.BinaryField(db_comment='Keyed hash by which calls of one number are found', null=True)),
                ('caller_token_version', models.PositiveSmallIntegerField(null=True)),
                ('notes', models.BinaryField(db_comment='Sealed JSON: what was written, as it stands in the fields', null=True)),
                ('saved_at', models.DateTimeField(null=True)),
                ('key', models.BinaryField(db_comment='Sealed: the key with which the report is sent; its receipt follows from it')),
                ('sent_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('report', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.report')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Calls to the hotline',
                'indexes': [
                    models.Index(fields=['agency', 'started_at'], name='intake_call_started'),
                    models.Index(fields=['caller_token'], name='intake_call_caller'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('caller_number__isnull', True), ('caller_token__isnull', True), ('caller_token_version__isnull', True)), models.Q(('caller_number__isnull', False), ('caller_token__isnull', False), ('caller_token_version__isnull', False)), _connector='OR'), name='intake_call_number_whole', violation_error_message="A caller's number stands with its token, or neither does."),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('outcome', ''), ('sent_at__isnull', True), ('state', 'open')), models.Q(('outcome', 'report'), ('sent_at__isnull', False), ('state', 'sent')), models.Q(('ended_at__isnull', False), ('sent_at__isnull', True), ('state', 'closed'), models.Q(('outcome__in', ['', 'report']), _negated=True)), _connector='OR'), name='intake_call_says_how_it_ended', violation_error_message='A call that ended says how; an open one does not.'),
                    models.CheckConstraint(condition=models.Q(('report__isnull', True), ('state', 'sent'), _connector='OR'), name='intake_call_report_when_sent', violation_error_message='Only a call that was sent has a report.'),
                    models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='intake_call_ends_after_start', violation_error_message='A call ends after it begins.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CallBack',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.BinaryField(db_comment='Sealed')),
                ('who_answers', models.BinaryField(db_comment='Sealed: who may answer, and what to mind', null=True)),
                ('leave_message', models.BooleanField(db_comment='Whether a message may be left', default=False)),
                ('safe_from', models.TimeField(db_comment='Local time of day from which it is safe to call', null=True)),
                ('safe_until', models.TimeField(null=True)),
                ('promised_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(db_comment='When to call next')),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_as', models.CharField(blank=True, choices=[('reached', 'reached'), ('stopped', 'stopped with a reason')], max_length=10)),
                ('stop_reason', models.BinaryField(db_comment='Sealed', null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.call')),
                ('promised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment="The call's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Call-backs that were promised',
                'indexes': [
                    models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['agency', 'due_at'], name='intake_callback_due'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('call',), name='intake_callback_open_once', violation_error_message='A call-back is promised for this call already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_as', ''), ('ended_at__isnull', True)), models.Q(('ended_at__isnull', False), models.Q(('ended_as', ''), _negated=True)), _connector='OR'), name='intake_callback_says_how_it_ended', violation_error_message='A call-back that ended says how.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_as', 'stopped'), ('stop_reason__isnull', False)), models.Q(models.Q(('ended_as', 'stopped'), _negated=True), ('stop_reason__isnull', True)), _connector='OR'), name='intake_callback_stopped_says_why', violation_error_message='Who stops calling back says why.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('safe_from__isnull', True), ('safe_until__isnull', True)), models.Q(('safe_from__isnull', False), ('safe_until__isnull', False)), _connector='OR'), name='intake_callback_safe_hours_whole', violation_error_message='Safe hours have a beginning and an end.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CallAttempt',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('result', models.CharField(choices=[('reached', 'reached'), ('no_answer', 'no answer'), ('wrong_person', 'somebody else answered, nothing was said')], max_length=20)),
                ('at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment="The call's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('call_back', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.callback')),
            ],
            options={
                'db_table_comment': 'Tries to keep a promised call-back',
                'indexes': [
                    models.Index(fields=['call_back', 'at'], name='intake_callattempt_order'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CallTransfer',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('asked_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('accepted_name', models.BinaryField(db_comment='Sealed: who took over, as said on the telephone', null=True)),
                ('agency', models.ForeignKey(db_comment='Who is asked to take over', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.call')),
                ('record', models.ForeignKey(db_comment="The call's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Calls in danger handed over on the telephone',
                'constraints': [
                    models.UniqueConstraint(fields=('call', 'agency'), name='intake_calltransfer_once', violation_error_message='This agency is being asked about this call already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('accepted_name__isnull', True)), models.Q(('accepted_at__isnull', False), ('accepted_name__isnull', False)), _connector='OR'), name='intake_calltransfer_names_who', violation_error_message='Who took over is named, with the time.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Debrief',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('asked_at', models.DateTimeField()),
                ('held_at', models.DateTimeField(null=True)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.call')),
                ('held_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment="The call's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Debriefs that call-takers asked for',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('held_at__isnull', True)), fields=('call', 'worker'), name='intake_debrief_asked_once', violation_error_message='A debrief after this call was asked for already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('held_at__isnull', True), ('held_by__isnull', True)), models.Q(('held_at__isnull', False), ('held_by__isnull', False)), _connector='OR'), name='intake_debrief_held_by_somebody', violation_error_message='A debrief that was held says by whom.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PaperForm',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('serial', models.CharField(db_comment='P-YY-NNNNNN, printed on the form', max_length=20, unique=True)),
                ('state', models.CharField(choices=[('issued', 'Printed, not entered'), ('entered', 'Entered'), ('voided', 'Voided')], default='issued', max_length=10)),
                ('printed_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(db_comment='When it was entered or voided', null=True)),
                ('void_reason', models.CharField(blank=True, choices=[('spoiled', 'Spoiled or torn up'), ('training', 'Used in training'), ('lost', 'Lost')], max_length=10)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('call', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.call')),
                ('printed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Numbered forms on paper: each is entered, voided or still missing',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('call__isnull', True), ('settled_at__isnull', True), ('state', 'issued'), ('void_reason', '')), models.Q(('call__isnull', False), ('settled_at__isnull', False), ('state', 'entered'), ('void_reason', '')), models.Q(('call__isnull', True), ('settled_at__isnull', False), ('state', 'voided'), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='intake_paperform_state', violation_error_message='An entered form has its call, a voided one its reason, a blank one neither.'),
                ],
            },
        ),
        migrations.RunSQL("CREATE SEQUENCE intake_paper_serial", "DROP SEQUENCE intake_paper_serial"),
        # The job that takes reports in reads a call that was sent and writes which report it became.
        protect("intake_call", workers="raw", systems={"intake": "rw"}),
        protect("intake_calltransfer", workers="raw", systems={"intake": "r"}),
        protect("intake_callback", workers="raw"),
        protect("intake_callattempt", workers="ra"),
        protect("intake_debrief", workers="raw"),
        protect_by("intake_paperform", {"SELECT": [_OWN], "INSERT": [_OWN], "UPDATE": [_OWN]}),
        # When a call began, who it belongs to and its key never change; an attempt stays as it was recorded.
        migrations.RunSQL(
            """REVOKE UPDATE ON intake_call, intake_calltransfer, intake_callback, intake_callattempt, intake_debrief,
              intake_paperform FROM app;
            GRANT UPDATE (taken_by_id, language, state, outcome, ended_at, caller_number, caller_token, caller_token_version, notes,
              saved_at, sent_at, report_id) ON intake_call TO app;
            GRANT UPDATE (accepted_at, accepted_name) ON intake_calltransfer TO app;
            GRANT UPDATE (due_at, ended_at, ended_as, stop_reason) ON intake_callback TO app;
            GRANT UPDATE (held_at, held_by_id) ON intake_debrief TO app;
            GRANT UPDATE (state, call_id, settled_at, settled_by_id, void_reason) ON intake_paperform TO app;""",
            migrations.RunSQL.noop,
        ),
    ]
