"""A gathering in the mode of a forum."""

import django.db.models.deletion
import takatuf.kernel.ids
from django.db import migrations, models

from takatuf.agencies.policies import protect, protect_by

_OWN = "(SELECT house.actor_kind()) = 'worker' AND agency_id = (SELECT house.actor_agency())"


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0011_recommendation_records'),
        ('awareness', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ForumSession',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('title_ar', models.CharField(max_length=200)),
                ('title_en', models.CharField(max_length=200)),
                ('chair', models.CharField(blank=True, db_comment='Who chairs it, as the programme says', max_length=200)),
                ('starts_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='awareness.gathering')),
            ],
            options={
                'db_table_comment': 'Sessions of forums',
            },
        ),
        migrations.CreateModel(
            name='ForumPaper',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=300)),
                ('author', models.CharField(max_length=200)),
                ('abstract', models.TextField()),
                ('added_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='awareness.forumsession')),
            ],
            options={
                'db_table_comment': 'Papers of forums',
            },
        ),
        migrations.CreateModel(
            name='Motion',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('title_ar', models.CharField(max_length=200)),
                ('title_en', models.CharField(max_length=200)),
                ('reason_ar', models.CharField(max_length=1000)),
                ('reason_en', models.CharField(max_length=1000)),
                ('state', models.CharField(choices=[('draft', 'Draft, open for comment'), ('voting', 'Put to the vote'), ('adopted', 'Adopted'), ('not_adopted', 'Not adopted')], default='draft', max_length=20)),
                ('written_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('votes_for', models.PositiveIntegerField(db_comment='Counted when the vote closed', null=True)),
                ('votes_against', models.PositiveIntegerField(null=True)),
                ('handed_on', models.UUIDField(db_comment='The recommendation it became, as a plain value', null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='awareness.gathering')),
            ],
            options={
                'db_table_comment': 'Draft recommendations of forums',
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('text', models.BinaryField(db_comment='Sealed; erased when it is left out', null=True)),
                ('published', models.TextField(blank=True, db_comment='The words as a person released them')),
                ('state', models.CharField(choices=[('waiting', 'Waits to be read'), ('published', 'Published'), ('left_out', 'Left out')], default='waiting', max_length=20)),
                ('sent_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='awareness.gathering')),
                ('motion', models.ForeignKey(db_comment='On which it remarks; empty: a proposal of its own', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='awareness.motion')),
                ('record', models.ForeignKey(db_comment="The gathering's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Proposals and remarks of the public',
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('is_for', models.BooleanField()),
                ('motion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='awareness.motion')),
                ('record', models.ForeignKey(db_comment="The gathering's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
            ],
            options={
                'db_table_comment': 'Votes on draft recommendations',
            },
        ),
        migrations.AddConstraint(
            model_name='motion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('state__in', ['adopted', 'not_adopted']), ('votes_against__isnull', False), ('votes_for__isnull', False)), models.Q(('decided_at__isnull', True), ('state__in', ['draft', 'voting']), ('votes_against__isnull', True), ('votes_for__isnull', True)), _connector='OR'), name='awareness_motion_decided_is_counted', violation_error_message='A decided recommendation says when and by how many votes, and an open one does not.'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), models.Q(('published', ''), _negated=True)), models.Q(models.Q(('state', 'published'), _negated=True), ('published', '')), _connector='OR'), name='awareness_proposal_published_has_words', violation_error_message='What is published has its words, and what is not has none.'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'left_out'), _negated=True), ('text__isnull', True), _connector='OR'), name='awareness_proposal_left_out_is_erased', violation_error_message='What is left out is erased.'),
        ),
    ]

    operations += [
        # The programme and the drafts are for everybody; their own agency writes them.
        *(
            protect_by(table, {"SELECT": ["TRUE"], "INSERT": [_OWN], "UPDATE": [_OWN]})
            for table in ("awareness_forumsession", "awareness_forumpaper", "awareness_motion")
        ),
        # Whoever proposes or votes is nobody to the database: the page's own job writes it. A vote is never changed.
        protect("awareness_proposal", workers="rw", systems={"awareness": "ra"}),
        protect("awareness_vote", workers="r", systems={"awareness": "ra"}),
    ]
