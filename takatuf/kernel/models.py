"""The base of every table."""

from typing import ClassVar

from django.db import models

from takatuf.kernel.ids import uuid7
from takatuf.kernel.secrecy import Secrecy


class HouseModel(models.Model):
    """A row with a key made in Python; each subclass sorts all its fields by secrecy."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False, db_comment="UUIDv7")

    secrecy: ClassVar[dict[str, Secrecy]]

    class Meta:
        abstract = True
