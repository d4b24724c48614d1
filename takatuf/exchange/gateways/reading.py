"""A message as a gateway passes it on, read from its JSON; media is counted and dropped unread."""

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from takatuf.exchange.bodies import json_of
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
# And one with these says what the box "danger now" says on our pages. No machine reads danger out of other words.
DANGER_NOW = {"ar": "خطر الآن", "en": "DANGER NOW"}
_DANGER_NOW = {fold(words) for words in (*DANGER_NOW.values(), "خطر", "DANGER")}


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
    danger: bool = Field(
        default=False,
        description="The sender chose «danger now» in a menu or by a button of the gateway; a line of the text, DANGER NOW or "
        "خطر الآن, says the same. Left out: not said, which is not the same as safe.",
    )
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
    danger: bool = False

    @property
    def asks_for_a_call(self) -> bool:
        """Whether a line of it says just that its sender wishes to be called."""
        return self._has_line(_CALL_ME)

    @property
    def says_danger(self) -> bool:
        """Whether its sender chose "danger now" at the gateway, or a line of it says just that."""
        return self.danger or self._has_line(_DANGER_NOW)

    def _has_line(self, words: Container[str]) -> bool:
        return any(fold(line).strip(" .!؟?") in words for line in self.text.splitlines())


def read_message(body: bytes, *, channel: str) -> Inbound:
    """Read the body of a call. Raises InvalidInput (not_json, duplicate_name, wrong_kind, wrong_channel), or pydantic's ValidationError."""
    values = json_of(body)
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
        danger=given.danger,
    )


def inbound(
    *,
    text: str,
    sender: str,
    language: str = "",
    media: int = 0,
    received_at: datetime | None = None,
    danger: bool = False,
) -> Inbound:
    """A message with its words in NFC and without control characters, and the language of its sender."""
    words, asked = _clean(text), language[:2].lower()
    spoken = asked if asked in LANGUAGES else _language_of(words)
    return Inbound(
        text=words or (DANGER_NOW[spoken] if danger else ""),  # who pressed a button alone has said this
        sender=_clean(sender),
        language=spoken,
        media=media,
        received_at=received_at,
        danger=danger,
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
    "DANGER_NOW",
    "LARGEST_MESSAGE",
    "LONGEST_TEXT",
    "Inbound",
    "MessageIn",
    "ValidationError",
    "inbound",
    "read_message",
]
