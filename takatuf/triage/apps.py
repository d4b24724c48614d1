"""The room `triage` as a Django app."""

from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "takatuf.triage"
    label = "triage"
