"""The room `clocks` as a Django app."""

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "takatuf.clocks"
    label = "clocks"
