"""Records of gatherings, and the role of an awareness officer."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0009_witness_records'),
    ]

    operations = [
        migrations.AlterField(
            model_name='record',
            name='kind',
            field=models.CharField(choices=[('call', 'Call'), ('report', 'Report'), ('contact', "Reporter's contact"), ('mailbox', "Reporter's mailbox"), ('person', 'Person'), ('case', 'Case'), ('referral', 'Referral'), ('step', 'Step of a joint work track'), ('submission', 'Submission'), ('handover', 'Handover'), ('meeting', 'Meeting'), ('agreement', 'Agreement'), ('opening', 'Opening with a reason'), ('lock', 'Lock of a case'), ('witness', 'Witness of the ledger'), ('gathering', 'Gathering')], max_length=20),
        ),
        migrations.AlterField(
            model_name='worker',
            name='role',
            field=models.CharField(choices=[('call_taker', 'Call-taker'), ('triage_officer', 'Triage officer'), ('shift_leader', 'Shift leader'), ('caseworker', 'Caseworker'), ('supervisor', 'Supervisor'), ('duty_officer', 'Duty officer'), ('court_writer', 'Writer to the court'), ('approver', 'Approver'), ('judge', 'Judge'), ('prosecutor', 'Prosecutor'), ('director', 'Director'), ('administrator', 'Administrator'), ('awareness_officer', 'Awareness officer')], max_length=20),
        ),
    ]
