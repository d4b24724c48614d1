"""The witnesses of the ledger: who cosigned what when, and who is silent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.http import Http404, HttpResponse

from takatuf.agencies.queries import agencies
from takatuf.desks.views.page import StaffRequest, desk_page, role_may, staff_page
from takatuf.kernel.clock import now
from takatuf.ledger.queries import SILENT_AFTER, WitnessRow, ledger_vkey, newest_checkpoint, witness_rows

HERE = "desks:witnesses"
WANTED = 2  # agencies other than the house's, as the design asks

State = Literal["signing", "silent", "new", "ended"]


@dataclass(frozen=True)
class Line:
    """A witness as the page shows it."""

    name: str
    agency: str
    state: State
    signed_at: datetime | None
    size: int | None
    since: datetime
    vkey: str


@staff_page
def page(request: StaffRequest) -> HttpResponse:
    """Every witness with its newest cosignature, and the key that others pin; for directors and administrators."""
    if not role_may(request, "ledger.watch"):
        raise Http404
    at, head = now(), newest_checkpoint()
    names = {one.code: str(one) for one in agencies()}
    lines = [_line(row, names, at) for row in witness_rows()]
    signing = sum(line.state == "signing" for line in lines)
    context = {
        "lines": lines, "head": head, "key": ledger_vkey(), "signing": signing, "too_few": signing < WANTED,
        "wanted": WANTED, "address": _address(request),
    }  # fmt: skip
    return desk_page(request, "desks/witnesses.html", context, here=HERE, at=at)


def _address(request: StaffRequest) -> str:
    """Where witnesses ask, as they reach it from outside."""
    home = settings.TAKATUF_PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    return f"{home}/ledger/checkpoint"


def _line(row: WitnessRow, names: dict[str, str], at: datetime) -> Line:
    state: State = "signing"
    if row.ended_at is not None:
        state = "ended"
    elif row.heard_at + SILENT_AFTER < at:
        state = "silent"
    elif row.signed_at is None:
        state = "new"
    return Line(
        row.name, names.get(row.agency, row.agency), state, row.signed_at, row.size, row.ended_at or row.enrolled_at, row.vkey
    )  # fmt: skip
