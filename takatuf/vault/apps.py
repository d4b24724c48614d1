"""The room `vault` as a Django app."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "takatuf.vault"
    label = "vault"
