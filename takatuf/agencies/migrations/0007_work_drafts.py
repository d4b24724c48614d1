"""Drafts of what staff type."""

import django.db.models.deletion
from django.db import migrations, models

import takatuf.kernel.ids
from takatuf.agencies.policies import protect_by

_OWN = "worker_id = (SELECT house.actor_id()) AND (SELECT house.actor_kind()) = 'worker'"
_JOB = "(SELECT house.actor_purpose()) = 'workdrafts'"


class Migration(migrations.Migration):
    dependencies = [("agencies", "0006_need_to_know")]

    operations = [
        migrations.CreateModel(
            name='WorkDraft',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('page', models.CharField(db_comment='The address of the page, without its language', max_length=300)),
                ('form', models.CharField(db_comment='The address to which the form is sent, without its language', max_length=300)),
                ('words', models.BinaryField(db_comment='Sealed: the fields and what was typed')),
                ('saved_at', models.DateTimeField()),
                ('worker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Drafts of what staff type; erased when it is sent, and after 30 days',
                'indexes': [models.Index(fields=['saved_at'], name='agencies_workdraft_saved')],
                'constraints': [models.UniqueConstraint(fields=('worker', 'form'), name='agencies_workdraft_once', violation_error_message='What was typed into this form is kept already.')],
            },
        ),
        protect_by("agencies_workdraft", {
            "SELECT": [_OWN, _JOB], "INSERT": [_OWN, _JOB], "UPDATE": [_OWN, _JOB], "DELETE": [_OWN, _JOB],
        }),
    ]
