"""Addresses of pages by name."""

from functools import lru_cache
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

_NOBODY = UUID(int=0)


def address(name: str, *args: object, fallback: str = "desks:awaiting") -> str:
    """The address of a page by name; the fallback's, which takes no parts, where this installation has no such page."""
    return first_address([name], *args) or reverse(fallback)


def first_address(names: list[str], *args: object) -> str:
    """The address of the first of these pages that is there; empty where none is."""
    for name in names:
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    return ""


def address_of(name: str, id: UUID) -> str:
    """The address of one thing's page, for lists of hundreds: Django is asked once for each page and language.

    Raises NoReverseMatch where this installation has no such page.
    """
    return _shape(name, get_language()).replace(str(_NOBODY), str(id))


@lru_cache(maxsize=256)
def _shape(name: str, language: str | None) -> str:
    del language  # part of the cache's key: it stands in the address
    return reverse(name, args=[_NOBODY])
