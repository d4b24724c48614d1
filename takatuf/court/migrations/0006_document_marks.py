"""Signed documents by their hash, for the public page that checks them."""

from django.db import migrations, models

import takatuf.kernel.ids
from takatuf.agencies.policies import protect_by


class Migration(migrations.Migration):
    dependencies = [("court", "0005_reading_record")]

    operations = [
        migrations.CreateModel(
            name="DocumentMark",
            fields=[
                ("id", models.UUIDField(db_comment="UUIDv7", default=takatuf.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("sha256", models.CharField(db_comment="Of the first signed revision", max_length=64, unique=True)),
                ("ledger_entry", models.UUIDField(db_comment="The line submission.signed, as a plain value")),
                ("signed_at", models.DateTimeField()),
                ("follows_sha256", models.CharField(blank=True, db_comment="Of the document before it, where there is one", max_length=64)),
                ("kind", models.CharField(choices=[("main", "Submission"), ("supplement", "Supplement"), ("correction", "Correction"), ("urgent", "Urgent application")], max_length=20)),
            ],
            options={
                "db_table_comment": "Signed documents by their hash; the public page that checks documents asks here",
                "indexes": [models.Index(fields=["follows_sha256"], name="court_mark_follows")],
            },
        ),
        # Anybody asks by the hash of what they hold; a person who signs adds, and nobody changes or takes away.
        protect_by("court_documentmark", {
            "SELECT": ["true"],
            "INSERT": ["(SELECT house.actor_kind()) = 'worker'"],
        }),
    ]
