"""Load and bursts."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import takatuf.kernel.ids
from takatuf.agencies.policies import protect

REASONS = [('same_text', 'Nearly the same words came several times within an hour.'), ('same_links', 'The same list of links came several times within an hour.'), ('same_network', 'Many reports came from one network within ten minutes.')]


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_mailbox")]

    operations = [
        migrations.CreateModel(
            name='PressureDay',
            fields=[
                ('day_on', models.DateField(db_comment='UTC', primary_key=True, serialize=False)),
                ('key', models.BinaryField(db_comment='Random; useless without the keyring; destroyed when the day is over')),
            ],
            options={
                'db_table_comment': "The day's random key for counting a crowd (unlogged: in no journal, on no standby)",
            },
        ),
        migrations.CreateModel(
            name='BurstSign',
            fields=[
                ('token', models.BinaryField(db_comment='Keyed hash under the key of the day', primary_key=True, serialize=False)),
                ('reason', models.CharField(choices=REASONS, max_length=20)),
                ('burst', models.UUIDField(db_comment='The burst that reports with this sign belong to')),
                ('seen', models.IntegerField(db_comment='Reports with this sign so far')),
                ('first_reports', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), db_comment='Report and record, in turn, of those before it was a burst; none for networks', size=None)),
                ('last_at', models.DateTimeField(db_comment='When a report had this sign last')),
            ],
            options={
                'db_table_comment': 'Signs of a burst, without words, links or addresses (unlogged)',
                'indexes': [models.Index(fields=['last_at'], name='intake_burstsign_last')],
                'constraints': [models.CheckConstraint(condition=models.Q(('seen__gt', 0)), name='intake_burstsign_seen', violation_error_message='A sign was seen at least once.'), models.CheckConstraint(condition=models.Q(models.Q(('reason', 'same_network'), _negated=True), ('first_reports', []), _connector='OR'), name='intake_burstsign_no_network_with_reports', violation_error_message='No report is kept beside the network that it came from.')],
            },
        ),
        migrations.CreateModel(
            name='PressureCount',
            fields=[
                ('pk', models.CompositePrimaryKey('started_at', 'network', blank=True, editable=False, primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField(db_comment='Beginning of the five seconds that are counted')),
                ('network', models.BinaryField(db_comment="Keyed hash of the network's first bits, under the key of the day")),
                ('sends', models.IntegerField(db_comment='Reports that were sent')),
            ],
            options={
                'db_table_comment': 'Counters of the last two minutes, shared by all web processes (unlogged)',
                'constraints': [models.CheckConstraint(condition=models.Q(('sends__gt', 0)), name='intake_pressurecount_sends', violation_error_message='A counter counts at least one.')],
            },
        ),
        migrations.CreateModel(
            name='BurstMark',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('burst', models.UUIDField(db_comment='The same in all reports of one burst')),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=REASONS, max_length=20), size=None)),
                ('marked_at', models.DateTimeField()),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.report')),
            ],
            options={
                'db_table_comment': 'Reports that came in a burst; a hint for triage, set by the machine',
                'indexes': [models.Index(fields=['burst'], name='intake_burstmark_burst')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reasons__len__gt', 0)), name='intake_burstmark_says_why', violation_error_message='A mark says why.')],
            },
        ),
        # In no journal, in no copy of the journal and on no standby: what is erased here is gone. A crash empties them,
        # and then counting begins anew.
        migrations.RunSQL(
            """ALTER TABLE intake_pressureday SET UNLOGGED;
            ALTER TABLE intake_pressurecount SET UNLOGGED;
            ALTER TABLE intake_burstsign SET UNLOGGED;
            ALTER TABLE intake_pressureday ADD CONSTRAINT intake_pressureday_key CHECK (length(key) = 32);
            REVOKE UPDATE ON intake_pressureday FROM app;
            GRANT DELETE ON intake_pressureday, intake_pressurecount, intake_burstsign TO app;""",
            migrations.RunSQL.noop,
        ),
        protect("intake_burstmark", workers="r", systems={"intake": "ra"}),
        migrations.RunSQL("REVOKE UPDATE ON intake_burstmark FROM app;", migrations.RunSQL.noop),
    ]
