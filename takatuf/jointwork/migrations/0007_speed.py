"""What is open everywhere is found without reading what has ended."""

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from takatuf.agencies.policies import look_up_each


class Migration(migrations.Migration):
    dependencies = [("jointwork", "0006_stopped_steps")]

    operations: list[Operation] = [
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["level", "sent_at"], condition=models.Q(("state__in", ["sent", "seen", "accepted"])),
                name="jointwork_referral_open",
            ),
        ),
        look_up_each("jointwork_referral", systems=("clockwork",)),
    ]
