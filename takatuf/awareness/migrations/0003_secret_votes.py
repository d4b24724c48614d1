"""A vote says that somebody voted; how is a counter, so that nobody, the house included, can tell who voted how."""

import django.db.models.deletion
from django.db import migrations, models

import takatuf.kernel.ids
from takatuf.agencies.policies import protect

# Votes that were cast before become counts. Forced row security would hide them from the owner too, so it rests for this statement.
_COUNT = """
ALTER TABLE awareness_vote NO FORCE ROW LEVEL SECURITY;
INSERT INTO awareness_votecount (id, record_id, motion_id, is_for, count)
    SELECT gen_random_uuid(), record_id, motion_id, is_for, count(*) FROM awareness_vote GROUP BY record_id, motion_id, is_for;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE awareness_vote FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('awareness', '0002_forum'),
    ]

    operations = [
        migrations.CreateModel(
            name='VoteCount',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('is_for', models.BooleanField()),
                ('count', models.PositiveIntegerField()),
                ('motion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='awareness.motion')),
                ('record', models.ForeignKey(db_comment="The gathering's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Counts of secret votes',
                'constraints': [models.UniqueConstraint(fields=('motion', 'is_for'), name='awareness_votecount_once', violation_error_message='This choice has its count already.')],
            },
        ),
        migrations.RunSQL(_COUNT, migrations.RunSQL.noop),
        migrations.RemoveField(model_name='vote', name='is_for'),
        migrations.AlterModelTableComment(
            name='vote', table_comment='Who has voted on a draft recommendation; how is kept nowhere',
        ),
        protect("awareness_votecount", workers="r", systems={"awareness": "raw"}),
    ]
