"""Addresses of pages by name."""

from django.urls import NoReverseMatch, reverse


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
