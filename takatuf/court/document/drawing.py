"""Draws a submission as tagged PDF/A-3a with Typst; data travels as JSON, never as Typst code."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from takatuf.court.document.errors import CannotDraw, FontMissing
from takatuf.court.document.view import (
    AgencyView,
    Attachment,
    BeforeView,
    ExhibitView,
    FactView,
    MeasureView,
    Occurred,
    RequestView,
    SubmissionView,
)
from takatuf.court.document.words import (
    both_calendars,
    fact_noun,
    facts_words,
    interviews_words,
    moment,
    occurred_words,
    runs,
    took_words,
)
from takatuf.court.rules import Standing, SubmissionKind
from takatuf.kernel.arabic import arabic_indic_digits
from takatuf.web.printing import NotDrawn, draw_pdf, fonts_folder

TEMPLATES = Path(__file__).parent / "templates"
TEMPLATE = "submission.ar.typ"
TEMPLATE_VERSION = "2026-11-3"
URGENT_TEMPLATE = "urgent.ar.typ"
# From so many facts on each stands on two lines, and the chronology names facts by number only.
_MANY_FACTS = 150
# What speaks against stands on the summary page itself up to so many characters; beyond, its page is named there.
_SHORT_AGAINST = 320
# Characters from which a fact may break over pages; shorter ones are kept together.
_LONG_FACT = 900
_FONT_FILES = ("Amiri-Regular.ttf", "Amiri-Bold.ttf")


def check_fonts() -> None:
    """Raises FontMissing where set-up did not bring the document's font.

    Another font would draw, but its text may come back as other words (field: text gate).
    """
    folder = fonts_folder()
    if missing := [name for name in _FONT_FILES if not (folder / name).is_file()]:
        raise FontMissing(
            f"The font {missing[0]} is missing in {folder}; run `make setup`, which copies it there."
        )


def _number(value: int) -> str:
    return arabic_indic_digits(str(value))


def _numbers(values: Sequence[int]) -> str:
    return "، ".join(_number(value) for value in values)


def _when(occurred: Occurred) -> list[dict[str, str]]:
    return runs(occurred_words(occurred))


def _fact(fact: FactView, body: str) -> dict[str, Any]:
    return {
        "id": f"fact-{fact.number}",
        "number": _number(fact.number),
        "text": runs(fact.text_ar),
        "long": len(fact.text_ar) > _LONG_FACT,
        "kind": str(fact.kind),
        "standing": str(fact.standing),
        "when": _when(fact.occurred),
        "agency": runs(fact.agency),
        "sources": [
            {
                "label": runs(source.label),
                "locator": runs(source.locator),
                "exhibit": source.exhibit_no,
                "quoted": runs(source.quoted),
            }
            for source in fact.sources
        ],
        "positions": [
            {"party": str(position.party), "stance": str(position.stance), "reason": runs(position.reason)}
            for position in fact.positions
        ],
        "against": runs(fact.speaks_against),
        "stood": runs(fact.stood),
        "stood-as": str(fact.stood_as or ""),
        "replaces": _number(fact.replaces) if fact.replaces else "",
        "other-agency": fact.agency != body,
    }


def _agency(agency: AgencyView) -> dict[str, Any]:
    return {
        "name": runs(agency.name),
        "mandate": runs(agency.mandate),
        "asked": runs(moment(agency.asked_at)),
        "answer": str(agency.answer),
        "answered": runs(moment(agency.answered_at)) if agency.answered_at else [],
        "took": took_words(agency.asked_at, agency.answered_at) if agency.answered_at else "",
    }


def _measure(measure: MeasureView) -> dict[str, Any]:
    return {
        "text": runs(measure.text),
        "agency": runs(measure.agency),
        "state": str(measure.state),
        "due": runs(both_calendars(measure.due_on)) if measure.due_on else [],
        "done": runs(both_calendars(measure.done_on)) if measure.done_on else [],
        "outcome": runs(measure.outcome),
    }


def _exhibit(exhibit: ExhibitView) -> dict[str, Any]:
    return {
        "number": exhibit.exhibit_no,
        "description": runs(exhibit.description),
        "sha256": exhibit.sha256,
        "holder": runs(exhibit.held_by),
        "embargo": exhibit.embargo,
        "custody": [
            {"at": runs(moment(step.at)), "holder": runs(step.holder), "action": runs(step.action)}
            for step in exhibit.custody
        ],
    }


def _cover(view: SubmissionView) -> dict[str, Any]:
    return {
        "court": runs(view.court),
        "court_plain": view.court,
        "docket": view.docket,
        "child_code": view.child_code,
        "body": runs(view.submitting_body),
        "author": runs(view.author),
        "licence": view.author_licence,
        "classification": runs(view.classification),
        "version": _number(view.version),
        "written": runs(moment(view.written_at)),
        "supersedes": view.supersedes_sha256,
        "changed": runs(_what_changed(view)),
        "ledger_key": view.ledger_key,
    }


def _what_changed(view: SubmissionView) -> str:
    """The writer's words; a correction that says none names the facts that it words anew."""
    if view.what_changed.strip() or view.kind is not SubmissionKind.CORRECTION:
        return view.what_changed
    return f"صيغت من جديد: {facts_words([fact.number for fact in view.facts])}."


def _summary(view: SubmissionView) -> dict[str, Any]:
    key = set(view.summary.key_facts)
    by_number = {fact.number: _fact(fact, view.submitting_body) for fact in view.facts if fact.number in key}
    against = view.speaks_against or (view.why_nothing_speaks_against,)
    short = sum(map(len, against)) <= _SHORT_AGAINST
    return {
        "request": runs(view.summary.request),
        "facts": [by_number[number] for number in view.summary.key_facts if number in by_number],
        "agreed": facts_words(view.summary.agreed),
        "contested": facts_words(view.summary.contested),
        "unestablished": facts_words(_standing_as(view, Standing.UNESTABLISHED)),
        "opinions": facts_words(_standing_as(view, Standing.OPINION)),
        "against": [runs(line) for line in against if line.strip()] if short else [],
        "risk": runs(view.summary.risk_now),
        "urgent": [runs(line) for line in view.summary.urgent_measures],
    }


def _standing_as(view: SubmissionView, wanted: Standing) -> list[int]:
    return [fact.number for fact in view.facts if fact.standing is wanted]


_GROUPS = {
    Standing.AGREED: "وقائع متفق عليها",
    Standing.CONTESTED: "وقائع محل خلاف",
    Standing.UNESTABLISHED: "وقائع لم تثبت بعد",
    Standing.OPINION: "آراء مهنية، ليست وقائع متفقا عليها",
}


def _groups(view: SubmissionView) -> list[dict[str, Any]]:
    """The facts by how they stand, opinions last and apart (practice.md 24); each keeps its number.

    Where there are very many, all but the opinions stand in one row, so that a number is found.
    """
    body = view.submitting_body
    if _is_dense(view):
        facts = [_fact(fact, body) for fact in view.facts if fact.standing is not Standing.OPINION]
        opinions = [_fact(fact, body) for fact in view.facts if fact.standing is Standing.OPINION]
        return [
            {"title": "", "facts": facts},
            *([{"title": _GROUPS[Standing.OPINION], "facts": opinions}] if opinions else []),
        ]
    found = [
        (title, [_fact(fact, body) for fact in view.facts if fact.standing is standing])
        for standing, title in _GROUPS.items()
    ]
    return [{"title": title, "facts": facts} for title, facts in found if facts]


def _request(request: RequestView, here: frozenset[int]) -> dict[str, Any]:
    """A request, with the facts on which it rests in words, and each with its place where it stands in this document."""
    numbers = [
        {"n": _number(number), "id": f"fact-{number}", "here": number in here} for number in request.facts
    ]
    return {
        "text": runs(request.text),
        "facts": facts_words(request.facts, governed=True),
        "named": {"word": fact_noun(len(numbers), governed=True), "numbers": numbers},
    }


def _carried(data: bytes) -> str | list[int]:
    """File content as JSON can carry it; Typst turns both forms back into the same bytes."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return list(data)


def _before(before: BeforeView | None) -> dict[str, Any] | None:
    if before is None:
        return None
    return {
        "version": _number(before.version),
        "signed": runs(moment(before.signed_at)),
        "last-page": _number(before.last_page),
    }


def _is_dense(view: SubmissionView) -> bool:
    return len(view.facts) >= _MANY_FACTS


def _chronology(view: SubmissionView) -> Iterator[dict[str, Any]]:
    """Its lines; in a dense document facts of one day are named together and not told again."""
    if not _is_dense(view):
        for row in view.chronology:
            fact = _number(row.fact) if row.fact else ""
            yield {"when": _when(row.occurred), "text": runs(row.text), "fact": fact}
        return
    for occurred, rows in groupby(view.chronology, key=lambda row: row.occurred):
        told = list(rows)
        facts = [row.fact for row in told if row.fact]
        if facts:
            yield {"when": _when(occurred), "text": [], "fact": f"{fact_noun(len(facts))} {_numbers(facts)}"}
        for row in told:
            if not row.fact:
                yield {"when": _when(occurred), "text": runs(row.text), "fact": ""}


def page_data(
    view: SubmissionView, attachments: Sequence[Attachment], created_at: datetime, *, draft: bool = False
) -> dict[str, Any]:
    """What the template reads: plain JSON, words already cut into runs, digits already chosen."""
    urgent = view.kind is SubmissionKind.URGENT
    here = frozenset(fact.number for fact in view.facts)
    return {
        "draft": draft,
        "cover": _cover(view),
        "created": [
            created_at.year,
            created_at.month,
            created_at.day,
            created_at.hour,
            created_at.minute,
            created_at.second,
        ],
        "summary": _summary(view),
        "agencies": [_agency(agency) for agency in view.agencies],
        "kind": str(view.kind),
        "first_page": view.first_page,
        "before": _before(view.before),
        "dense": _is_dense(view),
        "correction": runs(view.correction_why),
        "suspects": [{"label": runs(row.label), "status": runs(row.status)} for row in view.suspects],
        "methods": [
            {
                "method": runs(row.method),
                "by": runs(row.confirmed_by),
                "on": runs(both_calendars(row.confirmed_on)) if row.confirmed_on else [],
            }
            for row in view.methods
        ],
        "call": {"at": runs(moment(view.call.at)), "to": runs(view.call.to), "said": runs(view.call.said)}
        if view.call
        else None,
        "facts": [_fact(fact, view.submitting_body) for fact in view.facts] if urgent else [],
        "groups": [] if urgent else _groups(view),
        "chronology": list(_chronology(view)),
        "study": [
            {
                "heading": runs(part.heading),
                "text": runs(part.text),
                "sources": [runs(source) for source in part.sources],
                "reply": runs(part.reply),
            }
            for part in view.social_study
        ],
        "impact": runs(view.impact),
        "child": {
            "text": runs(view.child_view.text),
            "how": runs(view.child_view.how_taken),
            "interviews": runs(interviews_words(view.child_view.interviews)),
            "protocol": runs(view.child_view.protocol),
        },
        "measures": [_measure(measure) for measure in view.measures],
        "exhibits": [_exhibit(exhibit) for exhibit in view.exhibits],
        "requests": [_request(row, here) for row in view.requests],
        "against": [runs(line) for line in view.speaks_against],
        "why_nothing": runs(view.why_nothing_speaks_against),
        "limits": runs(view.limits),
        "declaration": runs(view.declaration),
        "approvals": [
            {"name": runs(row.name), "role": runs(row.role), "at": runs(moment(row.at))}
            for row in view.approvals
        ],
        "distribution": [{"name": runs(row.name), "reason": runs(row.reason)} for row in view.distribution],
        "redactions": [
            {"kind": runs(row.kind), "reason": runs(row.reason), "basis": runs(row.basis), "by": runs(row.by)}
            for row in view.redactions
        ],
        "english": view.summary_en,
        "attachments": [
            {
                "name": item.name,
                "data": _carried(item.data),
                "mime": item.mime_type,
                "relationship": item.relationship,
                "description": item.description,
                "words": runs(item.description),
            }
            for item in attachments
        ],
    }


def draw(
    view: SubmissionView, *, attachments: Sequence[Attachment], created_at: datetime, draft: bool = False
) -> bytes:
    """The submission as PDF/A-3a bytes; the same input and `created_at` give the same bytes.

    With `draft` every page says across its whole ground that it is one.

    Raises FontMissing, and CannotDraw with the renderer's own words (a letter that the font lacks, for example).
    """
    data = page_data(view, attachments, created_at, draft=draft)
    check_fonts()
    template = URGENT_TEMPLATE if view.kind is SubmissionKind.URGENT else TEMPLATE
    try:
        return draw_pdf(TEMPLATES / template, data, at=created_at, standards=["a-3a"])
    except NotDrawn as error:
        raise CannotDraw(f"The document was not drawn: {error}") from error
