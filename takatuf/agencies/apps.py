"""The room `agencies` as a Django app."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "takatuf.agencies"
    label = "agencies"
