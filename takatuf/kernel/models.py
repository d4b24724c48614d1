"""The base of every table."""

from functools import cache
from typing import Any, ClassVar

from django.db import models
from django.utils.functional import Promise

from takatuf.kernel.ids import uuid7
from takatuf.kernel.secrecy import Secrecy


class HouseModel(models.Model):
    """A row with a key made in Python; each subclass sorts all its fields by secrecy."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False, db_comment="UUIDv7")

    secrecy: ClassVar[dict[str, Secrecy]]

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: "models.Field[Any, Any]") -> str:
        """As Django's, which sorts out and translates every choice of a field again for each row of a list."""
        value = getattr(self, field.attname)
        return str(_words_of(field).get(value, value))


@cache
def _words_of(field: "models.Field[Any, Any]") -> dict[Any, str | Promise]:
    """The choices of a field: value -> words, which the reader's language turns into a text each time they are read."""
    return dict(field.flatchoices)
