"""Duty, rings and handover."""

import django.db.models.deletion
import takatuf.kernel.ids
from django.db import migrations, models

from takatuf.agencies.policies import protect, protect_by

_OWN = "agency_id = (SELECT house.actor_agency())"


def _jobs(*names: str) -> str:
    return f"(SELECT house.actor_purpose()) IN ({', '.join(repr(name) for name in names)})"


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_duty_numbers"), ("clocks", "0002_checks")]

    operations = [
        migrations.CreateModel(
            name='Ring',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('why', models.CharField(choices=[('level_1', 'A Level 1 report'), ('referral', 'A Level 1 referral'), ('handover', 'A handover that nobody signs'), ('contact_opened', "A reporter's contact that was opened in danger")], db_comment='Of the first matter in it', max_length=20)),
                ('opened_at', models.DateTimeField()),
                ('tries', models.PositiveIntegerField(db_comment='How many places in the rota were tried', default=0)),
                ('next_at', models.DateTimeField(db_comment='When the next person is rung; empty once accepted', null=True)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('accepted_how', models.CharField(blank=True, choices=[('page', 'on the page'), ('phone', 'by telephone')], max_length=10)),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('noted_by', models.ForeignKey(db_comment='The colleague who wrote down an acceptance by telephone', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Urgent calls to the persons on duty',
                'indexes': [
                    models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='clocks_ring_next'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True)), fields=('agency',), name='clocks_ring_open_once', violation_error_message='An urgent call is open already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('next_at__isnull', False)), models.Q(('accepted_at__isnull', False), ('next_at__isnull', True)), _connector='OR'), name='clocks_ring_rings_until_accepted', violation_error_message='An urgent call rings until somebody accepts it.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), models.Q(('accepted_at__isnull', True), ('accepted_by__isnull', True)), _connector='OR'), name='clocks_ring_accepted_by_somebody', violation_error_message='An urgent call is accepted by a person, at a time.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RingAttempt',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('place', models.CharField(choices=[('first', 'First on duty'), ('second', 'Second on duty'), ('lead', 'Shift leader')], max_length=10)),
                ('at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('ring', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='clocks.ring')),
                ('worker', models.ForeignKey(db_comment='Empty: nobody was on duty in this place', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Every attempt to reach somebody',
                'constraints': [
                    models.UniqueConstraint(fields=('ring', 'number', 'worker'), name='clocks_attempt_once', nulls_distinct=False, violation_error_message='This attempt was made already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='DutyNotice',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('call', 'telephone call'), ('sms', 'text message'), ('email', 'e-mail'), ('letter', 'printed letter')], max_length=10)),
                ('recipient', models.BinaryField(db_comment='Sealed number or address; empty: none is known', null=True)),
                ('text_code', models.CharField(db_comment="The words are words.notice_text's", max_length=30)),
                ('language', models.CharField(max_length=10)),
                ('state', models.CharField(choices=[('queued', 'waiting to be sent'), ('sent', 'sent'), ('failed', 'could not be sent'), ('not_sent_no_gateway', 'not sent: no gateway is set up')], default='queued', max_length=20)),
                ('why', models.CharField(blank=True, db_comment='Code of what failed', max_length=40)),
                ('attempts', models.PositiveSmallIntegerField(db_comment='How often a gateway tried', default=0)),
                ('queued_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('by_hand_at', models.DateTimeField(db_comment='When a colleague called or posted it by hand', null=True)),
                ('agency', models.ForeignKey(db_comment='On whose desk it stands, to be called by hand', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('by_hand_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(db_comment='About which referral', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('to_agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('to_worker', models.ForeignKey(db_comment='Empty: the agency itself', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('attempt', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='clocks.ringattempt')),
            ],
            options={
                'db_table_comment': 'Messages on their way to people on duty',
                'indexes': [
                    models.Index(condition=models.Q(('state', 'queued')), fields=['queued_at'], name='clocks_notice_queued'),
                    models.Index(fields=['agency', 'queued_at'], name='clocks_notice_agency'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('by_hand_at__isnull', False), ('by_hand_by__isnull', False)), models.Q(('by_hand_at__isnull', True), ('by_hand_by__isnull', True)), _connector='OR'), name='clocks_notice_by_hand_of_somebody', violation_error_message='Done by hand means by a person, at a time.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='clocks_notice_sent_at_a_time', violation_error_message='What was sent was sent at a time.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RingMatter',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('subject_id', models.UUIDField(db_comment='The report, referral or handover, as a plain value')),
                ('why', models.CharField(choices=[('level_1', 'A Level 1 report'), ('referral', 'A Level 1 referral'), ('handover', 'A handover that nobody signs'), ('contact_opened', "A reporter's contact that was opened in danger")], max_length=20)),
                ('besides', models.UUIDField(db_comment='The worker who knows of it already, so that another person is rung; empty: nobody', null=True)),
                ('added_at', models.DateTimeField()),
                ('signed_at', models.DateTimeField(db_comment='When the incoming shift signed for it; empty: nobody has', null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('ring', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='clocks.ring')),
            ],
            options={
                'db_table_comment': 'What each urgent call is about',
                'indexes': [
                    models.Index(condition=models.Q(('signed_at__isnull', True)), fields=['agency', 'added_at'], name='clocks_ringmatter_unsigned'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('ring', 'subject_id'), name='clocks_ringmatter_once', violation_error_message='This is in the urgent call already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RingRequest',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('subject_id', models.UUIDField(db_comment='The referral, as a plain value')),
                ('why', models.CharField(choices=[('level_1', 'A Level 1 report'), ('referral', 'A Level 1 referral'), ('handover', 'A handover that nobody signs'), ('contact_opened', "A reporter's contact that was opened in danger")], max_length=20)),
                ('asked_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(db_comment='When the ringing job took it up', null=True)),
                ('from_agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('to_agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
            ],
            options={
                'db_table_comment': 'Requests to ring another agency',
                'indexes': [
                    models.Index(condition=models.Q(('taken_at__isnull', True)), fields=['asked_at'], name='clocks_ringrequest_waiting'),
                ],
            },
        ),
        migrations.CreateModel(
            name='DutyChange',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('place', models.CharField(choices=[('first', 'First on duty'), ('second', 'Second on duty'), ('lead', 'Shift leader')], max_length=10)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('made_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('worker', models.ForeignKey(db_comment='Empty: nobody is on duty then', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Dated exceptions and swaps of the duty rota',
                'indexes': [
                    models.Index(fields=['agency', 'ends_at'], name='clocks_change_agency'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='clocks_change_ends_after_it_starts', violation_error_message='A change ends after it starts.'),
                    models.CheckConstraint(condition=models.Q(('place__in', ['first', 'second'])), name='clocks_change_place', violation_error_message='A shift is first or second on duty.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='DutyShift',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('place', models.CharField(choices=[('first', 'First on duty'), ('second', 'Second on duty'), ('lead', 'Shift leader')], max_length=10)),
                ('weekday', models.SmallIntegerField(db_comment='Day on which it starts; Monday is 0')),
                ('starts', models.TimeField(db_comment='Local time')),
                ('ends', models.TimeField(db_comment='Local time; not after the start: on the next day')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(db_comment='First day without it; empty: goes on', null=True)),
                ('set_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Weekly pattern of the duty rota',
                'indexes': [
                    models.Index(fields=['agency'], name='clocks_shift_agency'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('weekday__range', (0, 6))), name='clocks_shift_weekday', violation_error_message='A week has seven days.'),
                    models.CheckConstraint(condition=models.Q(('place__in', ['first', 'second'])), name='clocks_shift_place', violation_error_message='A shift is first or second on duty.'),
                    models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gte', models.F('from_on')), _connector='OR'), name='clocks_shift_ends_after_it_starts', violation_error_message='A shift ends after it starts.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('change_at', models.DateTimeField(db_comment='When the shift changes')),
                ('opened_at', models.DateTimeField()),
                ('outgoing_at', models.DateTimeField(null=True)),
                ('outgoing_list', models.BinaryField(db_comment='Sealed: the list with notes, as signed', null=True)),
                ('incoming_at', models.DateTimeField(null=True)),
                ('incoming_list', models.BinaryField(db_comment='Sealed: the list that the incoming person saw', null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('incoming_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('outgoing_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Handovers between two shifts',
                'indexes': [
                    models.Index(fields=['agency', '-change_at'], name='clocks_handover_agency'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('incoming_at__isnull', True)), fields=('agency',), name='clocks_handover_open_once', violation_error_message='A handover is open already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('outgoing_at__isnull', False), ('outgoing_by__isnull', False)), models.Q(('outgoing_at__isnull', True), ('outgoing_by__isnull', True)), _connector='OR'), name='clocks_handover_outgoing_at_a_time', violation_error_message='A person signs at a time.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('incoming_at__isnull', False), ('incoming_by__isnull', False)), models.Q(('incoming_at__isnull', True), ('incoming_by__isnull', True)), _connector='OR'), name='clocks_handover_incoming_at_a_time', violation_error_message='A person signs at a time.'),
                    models.CheckConstraint(condition=models.Q(('incoming_at__isnull', True), ('outgoing_at__isnull', False), _connector='OR'), name='clocks_handover_outgoing_first', violation_error_message='The outgoing shift signs first.'),
                    models.CheckConstraint(condition=models.Q(('incoming_by__isnull', True), models.Q(('incoming_by', models.F('outgoing_by')), _negated=True), _connector='OR'), name='clocks_handover_two_persons', violation_error_message='Two different persons sign a handover.'),
                ],
            },
        ),
    ]

    operations += [
        # The rota is the own agency's; the job that rings reads it.
        protect_by("clocks_dutyshift", {"SELECT": [_OWN, _jobs("ringing", "clockwork")], "INSERT": [_OWN], "UPDATE": [_OWN]}),
        protect_by("clocks_dutychange", {"SELECT": [_OWN, _jobs("ringing", "clockwork")], "INSERT": [_OWN], "UPDATE": [_OWN]}),
        # A ring opens where a report is rated: at intake, at the own desk, or by the clock of a handover.
        protect_by("clocks_ring", {
            "SELECT": [_OWN, _jobs("ringing", "intake", "triage", "clockwork")],
            "INSERT": [_OWN, _jobs("ringing", "intake", "triage", "clockwork")],
            "UPDATE": [_OWN, _jobs("ringing")],
        }),
        protect_by("clocks_ringmatter", {
            "SELECT": [_OWN, _jobs("ringing", "intake", "triage", "clockwork")],
            "INSERT": [_OWN, _jobs("ringing", "intake", "triage", "clockwork")],
            "UPDATE": [_OWN],
        }),
        protect_by("clocks_ringattempt", {"SELECT": [_OWN, _jobs("ringing")], "INSERT": [_jobs("ringing")]}),
        # Who may write about a record asks that another agency be rung about it; only the job takes requests up.
        protect("clocks_ringrequest", workers="ra", systems={"ringing": "rw"}),
        protect_by("clocks_dutynotice", {
            "SELECT": [_OWN, _jobs("ringing", "gateways")],
            "INSERT": [_jobs("ringing")],
            "UPDATE": [_OWN, _jobs("ringing", "gateways")],
        }),
        protect("clocks_handover", workers="raw", systems={"clockwork": "ra"}),
    ]
