"""Words for the codes that a report holds; a code without words shows itself."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from takatuf.intake.flows import DESK_FLOWS, FLOWS, in_language, load_flow
from takatuf.kernel.errors import InvalidInput

Words = Mapping[str, Promise]

_IDENTIFIERS: Words = {
    "account": _("Account"), "url": _("Link"), "phone": _("Phone number"), "email": _("E-mail address"),
    "ip": _("Internet address"), "device": _("Device"), "payment": _("Payment account"), "hash": _("Fingerprint of a file"),
}  # fmt: skip
_WHOSE: Words = {
    "subject": _("of the person reported"), "child": _("of the child"), "recipient": _("of who was written to"),
    "linked": _("a linked account"),
}  # fmt: skip
_ROLES: Words = {
    "child": _("The child"), "subject": _("The person reported"), "recipient": _("Who was written to"),
    "reporter": _("Who tells"),
}  # fmt: skip
PLATFORMS: Words = {
    "instagram": _("Instagram"), "snapchat": _("Snapchat"), "tiktok": _("TikTok"), "telegram": _("Telegram"),
    "whatsapp": _("WhatsApp"), "youtube": _("YouTube"), "facebook": _("Facebook"), "x": _("X"), "discord": _("Discord"),
}  # fmt: skip
_ACCOUNT_STATES: Words = {
    "disabled": _("closed by the provider"), "temporarily_disabled": _("closed by the provider for a time"),
    "compromised": _("taken over by somebody else"),
}  # fmt: skip


def _word(words: Words, code: str) -> str:
    return str(words.get(code, code))


def identifier_word(kind: str) -> str:
    """What kind of identifier it is."""
    return _word(_IDENTIFIERS, kind)


def whose_word(whose: str) -> str:
    """Whose it is, as the report says; empty where it does not."""
    return _word(_WHOSE, whose)


def role_word(role: str) -> str:
    """Who the person is in the report."""
    return _word(_ROLES, role)


def platform_word(platform: str) -> str:
    """The platform's name."""
    return _word(PLATFORMS, platform)


def account_state_word(state: str) -> str:
    """What the provider did with the account."""
    return _word(_ACCOUNT_STATES, state)


def answer_label(flow: str, code: str, value: str = "") -> str:
    """The words of a question of the public form, or of the answer `value` to it; empty where there are none."""
    language = (get_language() or "ar").split("-")[0]
    try:
        question = load_flow(flow.partition("/")[0]).question(code)
    except InvalidInput:  # a machine's report, or a question of an older form
        return ""
    option = question.option(value) if value else None
    if value:
        return in_language(option.label, language) if option else ""
    return in_language(question.title, language)


def is_public_form(flow: str) -> bool:
    """Whether the answers were given to the questions of a person, and not by a machine."""
    return flow.partition("/")[0] in FLOWS + DESK_FLOWS
