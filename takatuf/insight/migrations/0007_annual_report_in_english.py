"""The annual report in English beside the Arabic one."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('insight', '0006_training_counts'),
    ]

    operations = [
        migrations.AddField(
            model_name='annualreport', name='pdf_en',
            field=models.BinaryField(db_comment='Public: PDF/A, English; empty in reports that were drawn in Arabic only', null=True),
        ),
        migrations.AddField(
            model_name='annualreport', name='sha256_en', field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddConstraint(
            model_name='annualreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('pdf_en__isnull', True), ('sha256_en', '')), models.Q(('pdf_en__isnull', False), models.Q(('sha256_en', ''), _negated=True)), _connector='OR'), name='insight_annual_english_has_its_hash', violation_error_message='The English report stands with its hash.'),
        ),
    ]
