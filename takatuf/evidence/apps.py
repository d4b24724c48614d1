"""The room `evidence` as a Django app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "takatuf.evidence"
    label = "evidence"
