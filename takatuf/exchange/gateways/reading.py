"""A message as a gateway passes it on, read from its JSON; media is counted and dropped unread."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import from_json

from takatuf.exchange.api_shapes import BYTE_ORDER_MARK
from takatuf.kernel.arabic import fold
from takatuf.kernel.errors import InvalidInput

LARGEST_MESSAGE = 1024 * 1024  # bytes of one call; words need far less, inlined media is refused with them
LONGEST_TEXT = 50_000  # characters
LANGUAGES = ("ar", "en")
_ARABIC, _LATIN = re.compile(r"[\u0600-\u06ff]"), re.compile(r"[A-Za-z]")
_LINK = re.compile(r"\b(?:https?://|www\.)\S+|@\S+")
# A line of its own with one of these asks to be reached where the message came from.
CALL_ME = {"ar": "اتصل بي", "en": "CALL ME"}
_CALL_ME = {fold(words) for words in (*CALL_ME.values(), "اتصلوا بي", "اتصلي بي")}


class MessageIn(Schema):
    """One message. `media` may say what came with it; it is counted and dropped, whatever it holds."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    channel: str = Field("", max_length=10, description="As in the address; may be left out.")
    sender: str = Field(
        "", alias="from", max_length=320, description="Number or address; never stored as it is."
    )
    text: str = Field("", max_length=LONGEST_TEXT)
    language: Annotated[str, StringConstraints(pattern=r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*)?$")] = ""
    media: list[Any] = Field([], description="Objects with a type; never read, never stored.")
    received_at: AwareDatetime | None = None
    gateway_message_id: str = Field("", max_length=256, description="The gateway's own; not stored.")


_MESSAGE: TypeAdapter[MessageIn] = TypeAdapter(MessageIn)


@dataclass(frozen=True, slots=True)
class Inbound:
    """What a message says, from whom, in which language, and how many media parts were dropped with it."""

    text: str = field(repr=False)
    sender: str = field(default="", repr=False)
    language: str = "ar"
    media: int = 0
    received_at: datetime | None = None

    @property
    def asks_for_a_call(self) -> bool:
        """Whether a line of it says just that its sender wishes to be called."""
        return any(fold(line).strip(" .!؟?") in _CALL_ME for line in self.text.splitlines())


def read_message(body: bytes, *, channel: str) -> Inbound:
    """Read the body of a call. Raises InvalidInput (not_json, wrong_kind, wrong_channel), or pydantic's ValidationError."""
    try:
        values = from_json(body.removeprefix(BYTE_ORDER_MARK), allow_inf_nan=False)
    except (ValueError, RecursionError):
        raise InvalidInput("$", "not_json") from None
    if not isinstance(values, dict):
        raise InvalidInput("$", "wrong_kind")
    given = _MESSAGE.validate_python(values)
    if given.channel and given.channel != channel:
        raise InvalidInput("$.channel", "wrong_channel")
    return inbound(
        text=given.text,
        sender=given.sender,
        language=given.language,
        media=len(given.media),
        received_at=given.received_at,
    )


def inbound(
    *, text: str, sender: str, language: str = "", media: int = 0, received_at: datetime | None = None
) -> Inbound:
    """A message with its words in NFC and without control characters, and the language of its sender."""
    words = _clean(text)
    asked = language[:2].lower()
    return Inbound(
        text=words,
        sender=_clean(sender),
        language=asked if asked in LANGUAGES else _language_of(words),
        media=media,
        received_at=received_at,
    )


def _clean(text: str) -> str:
    """As the public form keeps words: direction marks stay, control characters go."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(one for one in lines if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", kept).strip()


def _language_of(text: str) -> str:
    """English where most letters are Latin, else Arabic: also for a message without letters. Links and addresses say nothing."""
    words = _LINK.sub(" ", text)
    return "en" if len(_LATIN.findall(words)) > len(_ARABIC.findall(words)) else "ar"


__all__ = [
    "CALL_ME",
    "LARGEST_MESSAGE",
    "LONGEST_TEXT",
    "Inbound",
    "MessageIn",
    "ValidationError",
    "inbound",
    "read_message",
]
