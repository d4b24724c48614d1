"""Numbers of people on duty."""

import django.db.models.deletion
from django.db import migrations, models

import takatuf.kernel.ids
from takatuf.agencies.policies import protect_by

_OWN = "agency_id = (SELECT house.actor_agency())"


class Migration(migrations.Migration):
    dependencies = [("agencies", "0003_checks")]

    operations = [
        migrations.AlterField(
            model_name='record',
            name='kind',
            field=models.CharField(choices=[('call', 'Call'), ('report', 'Report'), ('contact', "Reporter's contact"), ('mailbox', "Reporter's mailbox"), ('person', 'Person'), ('case', 'Case'), ('referral', 'Referral'), ('step', 'Step of a joint work track'), ('submission', 'Submission'), ('handover', 'Handover')], max_length=20),
        ),
        migrations.AlterField(
            model_name='worker',
            name='role',
            field=models.CharField(choices=[('call_taker', 'Call-taker'), ('triage_officer', 'Triage officer'), ('shift_leader', 'Shift leader'), ('caseworker', 'Caseworker'), ('supervisor', 'Supervisor'), ('duty_officer', 'Duty officer'), ('court_writer', 'Writer to the court'), ('approver', 'Approver'), ('judge', 'Judge'), ('prosecutor', 'Prosecutor'), ('director', 'Director'), ('administrator', 'Administrator')], max_length=20),
        ),
        migrations.CreateModel(
            name='DutyNumber',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7', default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('phone', models.BinaryField(db_comment='Sealed', null=True)),
                ('email', models.BinaryField(db_comment='Sealed', null=True)),
                ('address', models.BinaryField(db_comment='Sealed; for printed letters', null=True)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.UUIDField(db_comment='The worker who wrote it; empty: a command', null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('worker', models.ForeignKey(db_comment='Empty: the agency itself', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.worker')),
            ],
            options={
                'db_table_comment': 'Sealed duty numbers',
                'constraints': [models.UniqueConstraint(fields=('agency', 'worker'), name='agencies_dutynumber_once', nulls_distinct=False, violation_error_message='There is a duty number already.')],
            },
        ),
        protect_by("agencies_dutynumber", {
            "SELECT": [_OWN, "(SELECT house.actor_purpose()) = 'ringing'"], "INSERT": [_OWN], "UPDATE": [_OWN],
        }),
    ]
