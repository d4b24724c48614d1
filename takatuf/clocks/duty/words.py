"""The neutral words that go out to people on duty: nothing in them is about a person."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

URGENT = "urgent_on_desk"
NO_ACCOUNT = "urgent_referral"
ANSWER_CODE = "answer_code"
AWAITS = "awaits"

TEXTS: dict[str, Promise] = {
    URGENT: _("There is an urgent matter on your desk. Sign in."),
    NO_ACCOUNT: _("There is an urgent matter for your agency. Call %(sender)s on %(number)s."),
    AWAITS: _("Something awaits you. Sign in."),
    ANSWER_CODE: _("%(code)s is your code for the link from %(sender)s. Give it to nobody."),
}
#: These say where to go, when the house knows its own address.
TEXTS_WITH_LINK: dict[str, Promise] = {
    URGENT: _("There is an urgent matter on your desk. Sign in: %(link)s"),
    AWAITS: _("Something awaits you. Sign in: %(link)s"),
}
TEXTS_WITHOUT_NUMBER: dict[str, Promise] = {
    NO_ACCOUNT: _("There is an urgent matter for your agency. Call %(sender)s."),
}


def notice_text(
    code: str, language: str, *, sender: str = "", number: str = "", digits: str = "", link: str = ""
) -> str:
    """What a notice says, in its language; `sender` is the calling agency and its public number;
    `digits` are those of a link, `link` is the address of the desks where the house knows it.

    A code that is not known says the most general thing, so that a notice is never empty.
    """
    with override(language):
        if code == NO_ACCOUNT and not number:
            return str(TEXTS_WITHOUT_NUMBER[code]) % {"sender": sender}
        if link and code in TEXTS_WITH_LINK:
            return str(TEXTS_WITH_LINK[code]) % {"link": link}
        return str(TEXTS.get(code, TEXTS[URGENT])) % {
            "sender": sender, "number": number, "code": digits,
        }  # fmt: skip
