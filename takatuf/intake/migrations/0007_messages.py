"""Reports that came as messages through a gateway, and reporters of whom nothing is known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0006_calls")]

    operations = [
        migrations.RemoveConstraint(model_name="report", name="intake_report_channel"),
        migrations.AlterField(
            model_name="report",
            name="channel",
            field=models.CharField(choices=[('public_web', 'Public form'), ('hotline', 'Hotline'), ('provider', 'Provider'), ('agency', 'Another agency'), ('message', 'A message')], max_length=20),
        ),
        migrations.AlterField(
            model_name="report",
            name="reporter_kind",
            field=models.CharField(choices=[('child', 'A child'), ('parent', 'A parent or carer'), ('professional', 'A professional'), ('bystander', 'A passer-by'), ('call_taker', 'A call-taker'), ('provider', 'A provider'), ('unknown', 'Not known who')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['public_web', 'hotline', 'provider', 'agency', 'message'])), name="intake_report_channel", violation_error_message="This door is not known."),
        ),
    ]
