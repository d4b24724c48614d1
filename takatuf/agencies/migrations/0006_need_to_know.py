"""Need-to-know: restricted and locked records, and workers who are kept from one."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import takatuf.kernel.ids
from takatuf.agencies.policies import protect


class Migration(migrations.Migration):
    dependencies = [("agencies", "0005_sectors")]

    operations = [
        migrations.CreateModel(
            name='Denial',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('conflict', 'Conflict of interest'), ('embargo', 'Not to be seen before an interview')], max_length=10)),
                ('until', models.DateTimeField(db_comment='Empty: until somebody else lifts it', null=True)),
                ('set_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(null=True)),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('root', models.ForeignKey(db_comment="The case's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
                ('worker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Workers who must not reach a record',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('worker', 'record', 'root', 'kind'), name='agencies_denial_once', violation_error_message='This person is kept from it already.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', True), ('lifted_by__isnull', True)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False), models.Q(('lifted_by', models.F('worker')), _negated=True)), _connector='OR'), name='agencies_denial_lifted_by_another', violation_error_message='Somebody else lets a person back.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Guard',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reach', models.CharField(choices=[('partners', 'Every agency that was let in'), ('agency', 'The leading agency alone'), ('team', 'Named persons alone')], max_length=10)),
                ('leads', models.BooleanField(db_comment='It leads the case, so that it decides for the others too')),
                ('locked', models.BooleanField(db_comment="Everybody's access pauses but that of the named")),
                ('named', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), db_comment='Workers whose access goes on', default=list, size=None)),
                ('set_at', models.DateTimeField()),
                ('agency', models.ForeignKey(db_comment='Who decided, for its own staff', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('record', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('root', models.ForeignKey(db_comment="The case's record", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.record')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Restricted and locked cases, one row for each of their records',
                'constraints': [
                    models.UniqueConstraint(fields=('record', 'root', 'agency'), name='agencies_guard_once', violation_error_message='The agency has decided who may see this.'),
                    models.CheckConstraint(condition=models.Q(models.Q(('locked', False), models.Q(('reach', 'team'), _negated=True)), ('named__len__gt', 0), _connector='OR'), name='agencies_guard_names_somebody', violation_error_message='Name at least one person who may see it.'),
                ],
            },
        ),
        migrations.AddField(
            model_name='access',
            name='paused',
            field=models.BooleanField(db_comment='Withheld by a guard of the record (agencies_guard)', db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name='access',
            name='level',
            field=models.CharField(choices=[('contribute', 'May add, not read'), ('read', 'May read'), ('write', 'May read and write'), ('lead', 'Leads: may also share')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='access',
            index=models.Index(condition=models.Q(('paused', True)), fields=['agency'], name='agencies_access_paused'),
        ),
    ]

    operations += [
        protect("agencies_guard", workers="r"),
        protect("agencies_denial", workers="r"),
        migrations.RunSQL(Path(__file__).with_name("need_to_know.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
