"""Keeping what is typed into the forms of the desks: as it is typed, when a step is refused, when the sign-in has ended.

One mechanism for every form. A form is known by the address to which it is sent. `web/drafts.js` sends what is typed
every few seconds to `/desk/drafts/`; the middleware keeps a sent form that came to nothing. What was kept stands above
the page when it opens again, and is put back into whatever form of the page is sent to that address.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date, parse_datetime, parse_time

#: Names whose values are never kept: tokens, and whatever opens something.
NEVER = re.compile(r"csrfmiddlewaretoken|password|passphrase|secret|token|\bpin\b|^code$", re.IGNORECASE)
PAGE, FORM = "draft-page", "draft-form"
ADDRESS = "/desk/drafts/"
#: Says to which worker the words of a browser whose sign-in has ended belong. It opens nothing: it only lets them in.
WRITER_COOKIE = "writer"
WRITER_LASTS = timedelta(hours=16)
_SALT = "takatuf.desks.writer"
_LANGUAGE = re.compile(r"^/[a-z]{2}(?=/)")
_STAFF = re.compile(r"^/(?:desk|court)/")
_SHORT = 12


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into one form. Its repr does not show it."""

    page: str
    form: str
    values: dict[str, list[str]] = field(repr=False)


def bare(address: str) -> str:
    """The path of an address without its language: a draft comes back in either."""
    return _LANGUAGE.sub("", urlsplit(address).path)


def is_staff_page(page: str) -> bool:
    """Whether a bare address is one of a page for staff on this site."""
    return bool(_STAFF.match(page))


def typed_in(request: HttpRequest) -> Typed | None:
    """What a POST to a staff page carries that is worth keeping; None when it holds nothing that anybody typed."""
    path = bare(request.path)
    by_script = path == ADDRESS
    page = bare(request.POST.get(PAGE, "") if by_script else request.headers.get("Referer", "") or path)
    form = bare(request.POST.get(FORM, "")) if by_script else path
    if not (is_staff_page(page) and is_staff_page(form)):
        return None
    values = {
        name: [str(value) for value in request.POST.getlist(name)]
        for name in request.POST
        if name not in {PAGE, FORM} and not NEVER.search(name)
    }
    if not any(value.strip() for said in values.values() for value in said):
        return None
    # The script knows what was typed. Of a form that was sent, only words count: a lone button or choice is quickly set again.
    if not by_script and not any(is_words(value) for said in values.values() for value in said):
        return None
    return Typed(page, form, values)


def is_words(value: str) -> bool:
    """Whether somebody typed this: not an id, a date, a number or the short code of a choice."""
    value = value.strip()
    if parsed_uuid(value) or _is_moment(value) or value.isdigit():
        return False
    return len(value) >= _SHORT or " " in value or not value.isascii()


def parsed_uuid(text: str) -> UUID | None:
    """The id that the text is; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _is_moment(value: str) -> bool:
    try:
        return any(parse(value) is not None for parse in (parse_date, parse_datetime, parse_time))
    except ValueError:
        return False


def writer_of(request: HttpRequest) -> UUID | None:
    """To whom the words of this browser belong when nobody is signed in; None without a note that we signed."""
    note = request.COOKIES.get(WRITER_COOKIE, "")
    try:
        return parsed_uuid(signing.loads(note, salt=_SALT, max_age=WRITER_LASTS)) if note else None
    except signing.BadSignature:
        return None


def remember_writer(request: HttpRequest, response: HttpResponse, worker_id: UUID) -> None:
    """Give the browser a note of who writes here, unless it has one; it goes with the browser and with signing out."""
    if writer_of(request) != worker_id:
        note = signing.dumps(str(worker_id), salt=_SALT)
        response.set_cookie(
            WRITER_COOKIE, note, httponly=True, samesite="Strict", secure=request.is_secure(), path="/"
        )


def forget_writer(response: HttpResponse) -> None:
    """After signing out nothing that is typed in this browser is kept for anybody."""
    response.delete_cookie(WRITER_COOKIE, path="/", samesite="Strict")
