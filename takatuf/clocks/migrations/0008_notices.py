"""How each worker is told that something awaits; one message for many events."""

import django.db.models.deletion
from django.db import migrations, models

import takatuf.kernel.ids
from takatuf.agencies.policies import protect_by

_SELF = "worker_id = (SELECT house.actor_id())"
_JOB = "(SELECT house.actor_purpose()) = 'digests'"
# What the job reads beside: who is on duty, how people are reached, and that something came; never what it is about.
_READ = ("clocks_notice", "clocks_deadline", "clocks_ring", "clocks_dutyshift", "clocks_dutychange", "agencies_dutynumber")


class Migration(migrations.Migration):
    dependencies = [("agencies", "0008_record_kinds"), ("clocks", "0007_owed")]

    operations = [
        migrations.CreateModel(
            name='NoticeChoice',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('way', models.CharField(choices=[('desk', 'On my desk only'), ('email', 'By e-mail'), ('sms', 'By text message'), ('letter', 'By a printed note')], default='desk', max_length=10)),
                ('first_at', models.TimeField(db_comment='One message for all that came, at this local time')),
                ('second_at', models.TimeField(db_comment='And at this; empty: once a day', null=True)),
                ('quiet_from', models.TimeField(db_comment='Local time; empty: no quiet hours', null=True)),
                ('quiet_until', models.TimeField(null=True)),
                ('urgent_at_once', models.BooleanField(db_comment='An urgent call of the agency is told at once, outside the quiet hours', default=True)),
                ('language', models.CharField(max_length=10)),
                ('changed_at', models.DateTimeField()),
                ('told_until', models.DateTimeField(db_comment='What came until then was told, or was there before the choice')),
                ('urgent_until', models.DateTimeField(db_comment='The same for urgent calls')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('worker', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'How each worker is told that something awaits',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('quiet_from__isnull', True), ('quiet_until__isnull', True)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False), models.Q(('quiet_from', models.F('quiet_until')), _negated=True)), _connector='OR'), name='clocks_noticechoice_quiet_has_an_end', violation_error_message='Quiet hours begin and end, at two different times.'), models.CheckConstraint(condition=models.Q(('second_at__isnull', True), models.Q(('second_at', models.F('first_at')), _negated=True), _connector='OR'), name='clocks_noticechoice_two_hours', violation_error_message='The two hours are different.'), models.CheckConstraint(condition=models.Q(('way__in', ['desk', 'email', 'sms', 'letter'])), name='clocks_noticechoice_way', violation_error_message='There is no such way to be told.')],
            },
        ),
    ]

    operations += [
        protect_by("clocks_noticechoice", {"SELECT": [_SELF, _JOB], "INSERT": [_SELF], "UPDATE": [_SELF, _JOB]}),
        *(
            migrations.RunSQL(
                f"CREATE POLICY {table}_digests ON {table} FOR SELECT TO app USING ({_JOB})", f"DROP POLICY {table}_digests ON {table}"
            )
            for table in _READ
        ),
        migrations.RunSQL(
            f"CREATE POLICY clocks_dutynotice_digests ON clocks_dutynotice FOR INSERT TO app WITH CHECK ({_JOB})",
            "DROP POLICY clocks_dutynotice_digests ON clocks_dutynotice",
        ),
    ]
