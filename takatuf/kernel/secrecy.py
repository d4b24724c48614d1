"""How secret a field is: the one list that encryption, logs, exports and anonymised dumps read."""

from enum import StrEnum


class Secrecy(StrEnum):
    """PUBLIC may be published; INTERNAL stays among staff; PERSONAL says something about a person; SEALED is encrypted."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SEALED = "sealed"
