"""The room `insight` as a Django app."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "takatuf.insight"
    label = "insight"
