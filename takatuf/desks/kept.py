"""The line above a page that says what was kept of it, and the page with that put back."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from takatuf.agencies.drafts.queries import drafts_of_page, open_draft
from takatuf.desks.drafts import Typed, bare, parsed_uuid
from takatuf.desks.putting_back import put_back
from takatuf.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class KeptLine:
    """Something that was typed here and not sent; `left_over` is what no field of the page takes any more."""

    id: UUID
    form: str
    saved_at: datetime
    is_back: bool = False
    left_over: tuple[str, ...] = ()


def kept_lines(request: HttpRequest, *, by: Actor) -> list[KeptLine]:
    """What to say above this page. Nothing above a form that was just sent: it stands there as it was typed."""
    if request.method != "GET":
        return []
    asked = parsed_uuid(request.GET.get("kept", ""))
    rows = drafts_of_page(bare(request.path), by=by)
    return [KeptLine(row.id, row.form, row.saved_at, is_back=row.id == asked) for row in rows]


def put_back_into(
    response: HttpResponse, lines: list[KeptLine], *, here: str, by: Actor
) -> list[KeptLine] | None:
    """Put the words that were asked for into the page. Returns the lines anew where words found no field, else None."""
    line = next((line for line in lines if line.is_back), None)
    draft = open_draft(line.id, by=by) if line else None
    if line is None or draft is None:
        return None
    typed = Typed(draft.row.page, draft.row.form, draft.values)
    done = put_back(response.content.decode(), typed, here=here)
    response.content = done.page.encode()
    if not done.left_over or line.left_over:
        return None
    return [replace(row, left_over=tuple(done.left_over)) if row.id == line.id else row for row in lines]


def in_language(page: str) -> str:
    """The address of a page in the language that is spoken now."""
    return f"/{get_language() or 'ar'}{page}"
