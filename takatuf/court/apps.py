"""The room `court` as a Django app."""

from django.apps import AppConfig


class CourtConfig(AppConfig):
    name = "takatuf.court"
    label = "court"

    def ready(self) -> None:
        """Give the chronology, and the page that closes a case, the words of this room."""
        from takatuf.casework.chronology import LINES
        from takatuf.casework.words import OBJECTIONS
        from takatuf.court import words

        LINES.update(words.LINES)
        OBJECTIONS.update(words.OBJECTIONS)
