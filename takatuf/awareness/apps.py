"""The room `awareness` as a Django app."""

from django.apps import AppConfig


class AwarenessConfig(AppConfig):
    name = "takatuf.awareness"
    label = "awareness"
