"""The code of the campaign that led to a report."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0008_ringing'),
    ]

    operations = [
        migrations.AddField(
            model_name='report',
            name='campaign',
            field=models.CharField(blank=True, db_comment='Code of a campaign, counted and shown to nobody who works on the report', default='', max_length=6),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('campaign', ''), _negated=True), fields=['campaign', 'received_at'], name='intake_report_campaign'),
        ),
    ]
