"""The sender reminds the receiver of a referral, and sees when that was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jointwork", "0010_minute_versions")]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="reminded_at",
            field=models.DateTimeField(
                db_comment="When the sender last reminded the receiver by hand", null=True
            ),
        ),
    ]
