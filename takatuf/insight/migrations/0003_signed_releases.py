"""Releases are signed whole, every cut is on record, and a release may be asked for on a page."""

import django.db.models.deletion
import takatuf.kernel.ids
from django.db import migrations, models

from takatuf.agencies.policies import protect_by

_WORKER = "(SELECT house.actor_kind()) = 'worker'"
_FIGURES = "(SELECT house.actor_purpose()) = 'figures'"


class Migration(migrations.Migration):

    dependencies = [
        ('insight', '0002_recommendations'),
    ]

    operations = [
        # Releases of the first form were provisional demonstrations without a signature. Forced row security binds the
        # owner too, so it is lifted for this one statement.
        migrations.RunSQL(
            "ALTER TABLE insight_release NO FORCE ROW LEVEL SECURITY; DELETE FROM insight_release;"
            " ALTER TABLE insight_release FORCE ROW LEVEL SECURITY",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField(
            model_name='release',
            name='caveats',
        ),
        migrations.RemoveField(
            model_name='release',
            name='tables',
        ),
        migrations.AddField(
            model_name='release',
            name='definitions',
            field=models.JSONField(db_comment='The data dictionary as it stood; its hash is in what was signed', default={}),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='release',
            name='dictionary',
            field=models.CharField(db_comment='Version of the data dictionary', default='', max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='release',
            name='published',
            field=models.JSONField(db_comment='What was signed: the tables, suppressed and rounded, and what is said of them', default={}),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='release',
            name='signature',
            field=models.TextField(db_comment="A signed note (C2SP) over code, version and hash, by the ledger's key", default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='release',
            name='version',
            field=models.PositiveSmallIntegerField(db_comment='1: nothing is published twice', default=1),
        ),
        migrations.CreateModel(
            name='ReleaseChart',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('language', models.CharField(max_length=10)),
                ('drawings', models.JSONField(db_comment='Table of the dictionary -> SVG of shapes and words only')),
                ('drawn_at', models.DateTimeField()),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charts', to='insight.release')),
            ],
            options={
                'db_table_comment': 'Charts of published figures',
                'constraints': [models.UniqueConstraint(fields=('release', 'language'), name='insight_chart_once', violation_error_message='The charts of this release are drawn in this language.')],
            },
        ),
        migrations.CreateModel(
            name='PublishedCut',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('universe', models.CharField(db_comment='What is counted: a family of the data dictionary', max_length=40)),
                ('quarter', models.DateField(db_comment='Its first day')),
                ('dimension', models.CharField(db_comment='By what it was cut', max_length=40)),
                ('source', models.CharField(db_comment='release or extract', max_length=20)),
                ('source_code', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table_comment': 'The query ledger: every cut that was ever published',
                'constraints': [models.UniqueConstraint(fields=('universe', 'quarter', 'dimension'), name='insight_cut_once', violation_error_message='This count was cut by this question before.')],
            },
        ),
        migrations.CreateModel(
            name='ReleaseOrder',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('asked_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('refused', models.CharField(blank=True, db_comment='Name of the refusal; empty: published', max_length=60)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Releases that were asked for on a page',
            },
        ),
        migrations.AddConstraint(
            model_name='releaseorder',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at__isnull', True)), fields=('asked_by',), name='insight_order_once', violation_error_message='A release is being counted already.'),
        ),
        migrations.AddConstraint(
            model_name='releaseorder',
            constraint=models.CheckConstraint(condition=models.Q(('refused', ''), ('done_at__isnull', False), _connector='OR'), name='insight_order_refused_is_done', violation_error_message='A release that was refused is done.'),
        ),
    ]

    operations += [
        migrations.RunSQL(
            "REVOKE UPDATE ON insight_publishedcut FROM app, keeper; REVOKE DELETE ON insight_publishedcut FROM keeper",
            migrations.RunSQL.noop,
        ),
        protect_by("insight_releasechart", {"SELECT": ["true"], "INSERT": [_FIGURES]}),
        migrations.RunSQL("REVOKE UPDATE ON insight_releasechart FROM app", migrations.RunSQL.noop),
        protect_by("insight_publishedcut", {"SELECT": ["true"], "INSERT": [_WORKER]}),
        protect_by(
            "insight_releaseorder",
            {
                "SELECT": [_WORKER, _FIGURES],
                "INSERT": [f"{_WORKER} AND asked_by_id = (SELECT house.actor_id())"],
                "UPDATE": [_FIGURES],
            },
        ),
    ]
