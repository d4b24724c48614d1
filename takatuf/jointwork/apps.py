"""The room `jointwork` as a Django app."""

from django.apps import AppConfig


class JointworkConfig(AppConfig):
    name = "takatuf.jointwork"
    label = "jointwork"

    def ready(self) -> None:
        """Give the chronology the words of this room's lines."""
        from takatuf.casework.chronology import CODES, LINES
        from takatuf.casework.words import OBJECTIONS
        from takatuf.jointwork import words

        LINES.update(words.LINES)
        CODES.update(words.CODES)
        OBJECTIONS.update(words.OBJECTIONS)
