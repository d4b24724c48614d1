"""The room `casework` as a Django app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "takatuf.casework"
    label = "casework"
