"""The room `court` as a Django app."""

from django.apps import AppConfig


class CourtConfig(AppConfig):
    name = "takatuf.court"
    label = "court"
