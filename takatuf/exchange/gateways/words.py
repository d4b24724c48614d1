"""What a message is answered with: neutral words, so that a shared telephone tells nothing."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext, override

from takatuf.exchange.gateways.reading import CALL_ME, DANGER_NOW, Inbound
from takatuf.intake.receipts import Receipt


@dataclass(frozen=True, slots=True)
class Place:
    """Where the public pages are, for example https://report.example.org, without a path."""

    address: str

    def page(self, language: str) -> str:
        """The first page in a language. It says in its address no more than that it is a page."""
        return f"{self.address}/{language}/"


def link_reply(place: Place, language: str, *, media: int) -> str:
    """The reply of a door that takes no reports: nobody reads here; the link and the numbers."""
    with override(language):
        lines = [
            gettext("An automatic answer: nobody reads messages here. You can write to us on this page:"),
            place.page(language),
            *_media(media),
            _numbers(),
        ]
    return "\n".join(lines)


def report_reply(place: Place, receipt: Receipt, message: Inbound, *, channel: str) -> str:
    """The reply to a message that was taken: its follow-up code in words, the link, how to be called, the numbers.

    It says how danger is said here; who has said it is asked once for a place or a number (practice.md 7).
    """
    language = message.language
    with override(language):
        lines = [
            gettext("Your message has arrived. Your follow-up code: %(code)s")
            % {"code": receipt.words(language)},
            place.page(language),
            *_media(message.media),
            _call_me(channel, language),
            *(_where(message) if message.says_danger else [_danger_now(language)]),
            _numbers(),
        ]
    return "\n".join(lines)


def added_reply(message: Inbound) -> str:
    """The reply to a later message of the same day; the code was given with the first."""
    with override(message.language):
        lines = [
            gettext("Your message has been added."),
            *_media(message.media),
            *(_where(message) if message.says_danger else []),
            _numbers(),
        ]
    return "\n".join(lines)


def _call_me(channel: str, language: str) -> str:
    if channel == "email":
        return gettext("To be answered at this address, send: %(words)s") % {"words": CALL_ME[language]}
    return gettext("To be called on this number, send: %(words)s") % {"words": CALL_ME[language]}


def _danger_now(language: str) -> str:
    return gettext("In danger now and you cannot call? Send: %(words)s") % {"words": DANGER_NOW[language]}


def _where(message: Inbound) -> list[str]:
    if message.asks_for_a_call:
        return []
    return [gettext("Without a place or a number we cannot reach you. Send one, if that is safe.")]


def _media(count: int) -> list[str]:
    return [gettext("Pictures and files are not taken here; words are enough.")] if count else []


def _numbers() -> str:
    numbers = {"helpline": settings.TAKATUF_CHILD_HELPLINE, "emergency": settings.TAKATUF_EMERGENCY_NUMBER}
    return gettext("To talk to somebody: %(helpline)s. In danger: %(emergency)s.") % numbers
