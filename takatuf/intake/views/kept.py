"""The unsent report of one browser: a cookie holds its secret, the sealed draft holds the answers.

The same cookie later holds what gives the receipt back, so that there is never more than one, and the quick exit
clears it whichever it is.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language

from takatuf.intake.actions import give_draft_code, save_draft
from takatuf.intake.content import Answer, AnswerState
from takatuf.intake.drafts import DraftUnknown, new_draft_secret, open_draft, secret_of_code
from takatuf.intake.flows import FLOWS, Flow, check_answer, flow_in
from takatuf.kernel.errors import InvalidInput
from takatuf.web.views import DRAFT_COOKIE

SENT = "sent."
RECEIPT_SHOWN_FOR = 30 * 60  # seconds: long enough to write it down, short on a phone that others use
_SECRET = _KEY = re.compile(r"[A-Za-z0-9_-]{32}")
_MARKS = {AnswerState.UNKNOWN: {"unknown": True}, AnswerState.SKIPPED: {"skipped": True}}


@dataclass(frozen=True, slots=True)
class Kept:
    """What a reporter wrote so far. `key` makes sending it twice one report; `language` is that of the first answer.

    `code` is empty until its writer asked for a code to continue elsewhere.
    """

    secret: str = field(repr=False)
    key: str = field(repr=False)
    flow: Flow
    language: str
    answers: Mapping[str, Answer] = field(repr=False)
    code: str = field(default="", repr=False)
    campaign: str = (
        ""  # the code of the poster whose address led here; its writer may take it out before sending
    )

    @property
    def spoken_code(self) -> str:
        """The code in groups of four, to copy by hand."""
        return " ".join(self.code[start : start + 4] for start in range(0, len(self.code), 4))

    def with_answer(self, question: str, answer: Answer) -> "Kept":
        return replace(self, answers={**self.answers, question: answer})


def flow_or_404(code: str) -> Flow:
    """The flow of an address."""
    if code not in FLOWS:
        raise Http404
    return flow_in(code, get_language() or settings.LANGUAGE_CODE)


def begin(flow: Flow, language: str, *, campaign: str = "") -> Kept:
    """A report with no answer yet; nothing is stored until `keep`."""
    return Kept(
        secret=new_draft_secret(), key=secrets.token_urlsafe(24), flow=flow, language=language, answers={},
        campaign=campaign,
    )  # fmt: skip


def keep(kept: Kept, *, at: datetime) -> None:
    """Store the answers under the secret for a day. Raises InvalidInput when they are larger than any form."""
    save_draft(secret=kept.secret, answers=_values(kept), at=at)


def with_code(kept: Kept, *, at: datetime) -> Kept:
    """The same, stored, with a code to continue elsewhere; the code that it has already, where it has one."""
    if kept.code:
        return kept
    return replace(kept, code=give_draft_code(secret=kept.secret, answers=_values(kept), at=at))


def _values(kept: Kept) -> dict[str, Any]:
    answers = {
        code: answer.value if answer.given else _MARKS[answer.state] for code, answer in kept.answers.items()
    }
    return {
        "flow": kept.flow.code, "language": kept.language, "key": kept.key, "answers": answers, "code": kept.code, "campaign": kept.campaign,
    }  # fmt: skip


def kept_under(code: str, *, at: datetime) -> Kept:
    """The unsent report of a code. Raises DraftUnknown."""
    return _opened(secret_of_code(code=code, at=at), at)


def _opened(secret: str, at: datetime) -> Kept:
    values = open_draft(secret=secret, at=at)
    flow = flow_in(values["flow"], get_language() or settings.LANGUAGE_CODE)
    answers = _answers(flow, values["answers"])
    return Kept(
        secret=secret, key=values["key"], flow=flow, language=values["language"], answers=answers, code=values["code"],
        campaign=values.get("campaign", ""),
    )  # fmt: skip


def kept_by(request: HttpRequest, *, at: datetime, flow: Flow | None = None) -> Kept | None:
    """The unsent report of this browser, of this flow where one is named; None when there is none any more."""
    secret = request.COOKIES.get(DRAFT_COOKIE, "")
    if not _SECRET.fullmatch(secret):
        return None
    try:
        kept = _opened(secret, at)
    except DraftUnknown:
        return None
    return kept if flow is None or kept.flow.code == flow.code else None


def has_begun(request: HttpRequest) -> bool:
    """Whether the browser says that it keeps an unsent report; nothing is opened for this."""
    return _SECRET.fullmatch(request.COOKIES.get(DRAFT_COOKIE, "")) is not None


def key_of_sent(request: HttpRequest) -> str:
    """The key of the report that this browser has just sent; empty when there is none."""
    cookie = request.COOKIES.get(DRAFT_COOKIE, "")
    return cookie.removeprefix(SENT) if cookie.startswith(SENT) and is_key(cookie.removeprefix(SENT)) else ""


def is_key(text: str) -> bool:
    """Whether the text has the form of a key that `begin` made."""
    return _KEY.fullmatch(text) is not None


def remember(response: HttpResponse, kept: Kept) -> None:
    """Let the browser keep the secret, until it is closed."""
    _set(response, kept.secret, None)


def remember_sent(response: HttpResponse, key: str) -> None:
    """In place of the secret: what shows the receipt again when the page is loaded again, for half an hour."""
    _set(response, SENT + key, RECEIPT_SHOWN_FOR)


def forget(response: HttpResponse) -> None:
    """Let the browser forget the report, and with the form's token every form that still stands in its history."""
    response.delete_cookie(DRAFT_COOKIE, path="/", samesite="Strict")
    response.delete_cookie(settings.CSRF_COOKIE_NAME, path="/", samesite="Lax")


def _set(response: HttpResponse, value: str, seconds: int | None) -> None:
    response.set_cookie(
        DRAFT_COOKIE, value, max_age=seconds, path="/", secure=settings.SESSION_COOKIE_SECURE, httponly=True,
        samesite="Strict",
    )  # fmt: skip


def _answers(flow: Flow, values: Mapping[str, Any]) -> dict[str, Answer]:
    answers = {}
    for code, value in values.items():
        try:
            answers[code] = check_answer(flow.question(code), value)
        except InvalidInput:
            continue  # the form changed within the day; the question is asked again
    return answers
