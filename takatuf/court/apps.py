"""The room `court` as a Django app."""

from django.apps import AppConfig


class CourtConfig(AppConfig):
    name = "takatuf.court"
    label = "court"

    def ready(self) -> None:
        """Give the chronology, and the page that closes a case, the words of this room."""
        from takatuf.casework.chronology import CODES, LINES
        from takatuf.casework.words import OBJECTIONS
        from takatuf.court import words

        LINES.update(words.LINES)
        CODES.update(words.CODES)
        OBJECTIONS.update(words.OBJECTIONS)
