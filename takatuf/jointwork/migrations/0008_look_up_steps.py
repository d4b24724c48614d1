"""The first steps that an agency owes, and the last referrals that it sent, are found without reading all of them."""

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from takatuf.agencies.policies import look_up_each


class Migration(migrations.Migration):
    dependencies = [("jointwork", "0007_speed")]

    operations: list[Operation] = [
        migrations.RemoveIndex(model_name="referral", name="jointwork_referral_outbox"),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["from_agency", "-sent_at"],
                condition=models.Q(("state__in", ["sent", "seen", "accepted", "declined"])),
                name="jointwork_referral_outbox",
            ),
        ),
        look_up_each("jointwork_step", systems=("clockwork",)),
    ]
