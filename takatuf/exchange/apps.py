"""The room `exchange` as a Django app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "takatuf.exchange"
    label = "exchange"
