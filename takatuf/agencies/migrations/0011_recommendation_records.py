"""Records of recommendations: the clock of who owes one."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0010_awareness'),
    ]

    operations = [
        migrations.AlterField(
            model_name='record',
            name='kind',
            field=models.CharField(choices=[('call', 'Call'), ('report', 'Report'), ('contact', "Reporter's contact"), ('mailbox', "Reporter's mailbox"), ('person', 'Person'), ('case', 'Case'), ('referral', 'Referral'), ('step', 'Step of a joint work track'), ('submission', 'Submission'), ('handover', 'Handover'), ('meeting', 'Meeting'), ('agreement', 'Agreement'), ('opening', 'Opening with a reason'), ('lock', 'Lock of a case'), ('witness', 'Witness of the ledger'), ('gathering', 'Gathering'), ('recommendation', 'Recommendation')], max_length=20),
        ),
    ]
