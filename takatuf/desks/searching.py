"""Looking something up from any desk page: by a code, or by a number, an account or an address that a record names."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import may
from takatuf.casework.queries import CaseRow
from takatuf.casework.queries.finding import case_by_code, cases_around
from takatuf.desks.report_words import PLATFORMS, identifier_word
from takatuf.desks.words import joined
from takatuf.intake.queries import ReportHead, heads_by_record, report_by_code
from takatuf.jointwork.queries import ReferralRow
from takatuf.jointwork.queries.finding import referral_by_code
from takatuf.keeping.rules import Kind
from takatuf.kernel.actors import Actor
from takatuf.kernel.arabic import european_digits, without_bidi_controls
from takatuf.people.queries import records_naming_text
from takatuf.web.parts import Row
from takatuf.web.words import words_for_moment

MOST = 50
LONGEST = 300
#: A code as people say and write it: "c 26 7" is C-26-000007.
_CODE = re.compile(r"([A-Z])[\s-]*(\d{2})[\s-]*(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought: cases, then reports, then a referral.

    `named`: they name what was typed, rather than bear it as their code; `more`: there were more than are shown.
    """

    cases: tuple[Row, ...]
    reports: tuple[Row, ...]
    referrals: tuple[Row, ...]
    named: bool = False
    more: bool = False

    def __bool__(self) -> bool:
        return bool(self.cases or self.reports or self.referrals)


def tidy(words: str) -> str:
    """What was typed, in European digits, without marks of direction and doubled spaces."""
    return " ".join(european_digits(without_bidi_controls(words)).split())[:LONGEST]


def find(words: str, *, worker: WorkerName, by: Actor, at: datetime) -> Found:
    """Everything that the worker reaches and that bears this code or names this number, account or address."""
    code = _CODE.fullmatch(words.upper())
    if code:
        by_code = _by_code(f"{code[1]}-{code[2]}-{code[3]:0>6}", worker, by, at)
        if by_code:
            return by_code
    named = records_naming_text(words, platforms=PLATFORMS, by=by, at=at, most=MOST)
    kinds = dict(named)
    heads = heads_by_record(list(kinds), by=by)
    cases = cases_around(list(kinds), by=by, at=at) if may(worker.role, "case.read") else []
    reports = [_report(heads[record], kinds[record], worker, at) for record in kinds if record in heads]
    return Found(tuple(map(_case, cases)), tuple(reports), (), named=True, more=len(named) >= MOST)


def record_by_code(words: str, *, by: Actor, at: datetime) -> tuple[UUID, Kind, str] | None:
    """The record of the case or the report that bears this code and that who asks reaches, and how it is written."""
    found = _CODE.fullmatch(tidy(words).upper())
    code = f"{found[1]}-{found[2]}-{found[3]:0>6}" if found else ""
    if code and (case := case_by_code(code, by=by, at=at)):
        return case.record_id, Kind.CASE, case.code
    if code and (report := report_by_code(code, by=by, at=at)):
        return report.record_id, Kind.REPORT, report.code
    return None


def _by_code(code: str, worker: WorkerName, by: Actor, at: datetime) -> Found:
    report, case, referral = None, None, None
    if may(worker.role, "report.read") or may(worker.role, "call.take"):
        report = report_by_code(code, by=by, at=at)
    if may(worker.role, "case.read"):
        case = case_by_code(code, by=by, at=at)
    if may(worker.role, "referral.read"):
        referral = referral_by_code(code, by=by, at=at)
    around = (
        cases_around([report.record_id], by=by, at=at) if report and may(worker.role, "case.read") else []
    )
    return Found(
        tuple(map(_case, [case] if case else around)),
        (_report(report, "", worker, at),) if report else (),
        (_referral(referral),) if referral else (),
    )


def _case(row: CaseRow) -> Row:
    return Row(
        urgency=row.level, what=_("Case: %(stage)s") % {"stage": row.stage_label}, detail=str(row.lead),
        url=reverse("desks:case", args=[row.id]), code=row.code,
    )  # fmt: skip


def _report(head: ReportHead, kind: str, worker: WorkerName, at: datetime) -> Row:
    """A report; who may not read reports learns its code, and passes it on to triage."""
    named = _("names this: %(kind)s") % {"kind": identifier_word(kind)} if kind else ""
    came = words_for_moment(head.received_at, now=at)
    return Row(
        urgency="info", what=", ".join(head.kind_labels) or head.channel_label, detail=joined(came, named),
        url=_report_url(head.id, worker), code=head.code,
    )  # fmt: skip


def _report_url(report_id: UUID, worker: WorkerName) -> str:
    return reverse("desks:report", args=[report_id]) if may(worker.role, "report.read") else ""


def _referral(row: ReferralRow) -> Row:
    return Row(
        urgency=row.level, what=row.purpose_label, detail=joined(str(row.to_agency), row.state_label),
        url=reverse("desks:referral", args=[row.id]), code=row.code, due_at=row.due_at,
    )  # fmt: skip
