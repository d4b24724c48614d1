"""The room `config` as a Django app: it wires the listeners when everything is loaded."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "takatuf.config"
    label = "config"

    def ready(self) -> None:
        """Wire the rooms' events and checks."""
        from takatuf.config.wiring import wire

        wire()
