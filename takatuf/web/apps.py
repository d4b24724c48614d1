"""The room's name for Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Base templates, components, language and middleware."""

    name = "takatuf.web"
    label = "web"
