"""Loading Django for the commands that need it."""

import os

from takatuf.config.memory import settle


def load_django() -> None:
    """Load the settings and the rooms; commands that need no database never call this."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "takatuf.config.settings")
    import django

    django.setup()
    settle()
