"""The room `keeping` as a Django app."""

from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "takatuf.keeping"
    label = "keeping"
