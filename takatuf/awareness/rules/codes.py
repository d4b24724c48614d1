"""Codes of campaigns and gatherings: six signs that can be read aloud, the last of which finds a slip of the pen."""

from secrets import randbelow

from takatuf.kernel.arabic import european_digits

#: 31 signs, a prime number; without I, L, O, 0 and 1, which are taken for each other.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 6


def make_code() -> str:
    """A new code: five random signs and one that checks them (28.6 million of them)."""
    signs = "".join(SIGNS[randbelow(len(SIGNS))] for _place in range(LENGTH - 1))
    return signs + _check(signs)


def read_code(text: str) -> str:
    """The code as it is kept, from however somebody wrote it; empty where it is none.

    Any one wrong sign, and any two neighbours that changed places, are found: then it is no code.
    """
    plain = "".join(sign for sign in european_digits(text).upper() if sign.isalnum())
    if len(plain) != LENGTH or any(sign not in SIGNS for sign in plain):
        return ""
    return plain if plain[-1] == _check(plain[:-1]) else ""


def spoken(code: str) -> str:
    """The code in two groups of three, as it stands on paper."""
    return f"{code[:3]} {code[3:]}"


def _check(signs: str) -> str:
    return SIGNS[sum((place + 2) * SIGNS.index(sign) for place, sign in enumerate(signs)) % len(SIGNS)]
