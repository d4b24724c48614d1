"""One report as a page shows it: every part of what was told in words, the matches, the messages, the decisions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from takatuf.agencies.queries import WorkerName, workers_by_id
from takatuf.agencies.rules import may
from takatuf.casework.queries import CaseRow, cases_of_report
from takatuf.clocks.queries import open_deadlines_by_subject
from takatuf.desks.addresses import address
from takatuf.desks.report_words import (
    account_state_word,
    answer_label,
    identifier_word,
    is_public_form,
    platform_word,
    role_word,
    whose_word,
)
from takatuf.desks.words import joined, listed
from takatuf.intake.content import Answer, AnswerState, PersonClaim, Place, ReportContent
from takatuf.intake.queries import MessageRow, ReportHead, heads_by_record
from takatuf.intake.regions import REGIONS
from takatuf.kernel.actors import Actor
from takatuf.people.queries import IdentifierMatch, IdentifierView
from takatuf.triage.queries import DecisionView, TriageView
from takatuf.web.words import words_for_moment


@dataclass(frozen=True, slots=True)
class Line:
    """A label and what stands beside it; `code` values read left to right."""

    label: str
    text: str
    code: bool = False


@dataclass(frozen=True, slots=True)
class MatchLine:
    """Where the same account, number or address stands elsewhere; with the report where it may be opened."""

    text: str
    code: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class IdentifierLine:
    """One identifier as it was given, and whether others hold the same."""

    kind: str
    value: str
    detail: str


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message between the reporter and the agency."""

    who: str
    text: str
    when: str
    mine: bool
    unread: bool
    danger: bool


@dataclass(frozen=True, slots=True)
class PersonLines:
    """A person of whom the report speaks."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """All that the page draws."""

    head: ReportHead
    level: int
    due_at: datetime | None
    told: str
    facts: tuple[Line, ...]
    people: tuple[PersonLines, ...]
    identifiers: tuple[IdentifierLine, ...]
    matches: tuple[MatchLine, ...]
    answers: tuple[Line, ...]
    by_machine: bool
    messages: tuple[MessageLine, ...]
    unread: int
    reporter_status: str
    decisions: tuple[DecisionView, ...]
    standing: DecisionView | None
    may_confirm: bool
    proposed_by_me: bool
    case: CaseRow | None
    case_url: str

    @property
    def overtaken(self) -> bool:
        """Whether the newest decision fell because its reporter then wrote that there is danger now."""
        return self.standing is None and bool(self.decisions) and self.decisions[0].state == "overtaken"

    @property
    def waits(self) -> bool:
        """Whether a proposed decision waits for a second person."""
        return self.standing is not None and self.standing.state == "proposed"


def report_page_of(view: TriageView, *, worker: WorkerName, by: Actor, at: datetime) -> ReportPage:
    """The page of an opened report; the caller's query put the look on record."""
    report = view.report
    standing = next((row for row in view.decisions if row.state in {"proposed", "in_force"}), None)
    case = next(iter(cases_of_report(report.head.id, by=by)), None)
    proposer = standing.decided_by if standing and standing.state == "proposed" else None
    in_force = standing is not None and standing.state == "in_force"
    return ReportPage(
        head=report.head,
        level=standing.level if standing and in_force else view.ratings[0].level,
        due_at=_due_at(report.head.id, standing, by),
        told=report.content.narrative,
        facts=tuple(_facts(report.head, report.content, at)),
        people=tuple(_person(person) for person in report.content.people),
        identifiers=tuple(_identifier(row) for row in report.identifiers),
        matches=tuple(_matches(view.matches, by)),
        answers=tuple(_answers(report.content)),
        by_machine=not is_public_form(report.content.flow),
        messages=_messages(report.messages, at),
        unread=sum(row.from_reporter and row.read_at is None for row in report.messages),
        reporter_status=report.reporter_status_label,
        decisions=tuple(row for row in view.decisions if row.state != "proposed"),
        standing=standing,
        may_confirm=proposer is not None
        and proposer.id != worker.id
        and may(worker.role, "report.confirm_downgrade"),
        proposed_by_me=proposer is not None and proposer.id == worker.id,
        case=case,
        case_url=address("desks:case", case.id) if case else "",
    )


def words_summary(page: ReportPage) -> str:
    """One neutral line in place of hard words: what it is about, who tells, and how much there is to read."""
    count = len(page.told.split())
    length = ngettext("about %(count)d word", "about %(count)d words", count) % {"count": count}
    return _("%(about)s. %(who)s tells it, in %(length)s.") % {
        "about": listed(page.head.kind_labels), "who": page.head.reporter_label, "length": length,
    }  # fmt: skip


def _due_at(report_id: UUID, standing: DecisionView | None, by: Actor) -> datetime | None:
    """The clock that runs now: of the first review, or of the second person."""
    subject, kind = (standing.id, "downgrade_confirmation") if standing else (report_id, "first_review")
    clock = open_deadlines_by_subject([subject], kind=kind, by=by).get(subject)
    return clock.due_at if clock else None


def _facts(head: ReportHead, content: ReportContent, at: datetime) -> Iterator[Line]:
    yield Line(_("About"), listed(head.kind_labels))
    yield Line(_("Who tells"), joined(head.reporter_label, head.channel_label, content.provider.service))
    yield Line(_("Came in"), words_for_moment(head.received_at, at))
    if content.occurred_at or content.occurred_words:
        when = words_for_moment(content.occurred_at, at) if content.occurred_at else ""
        yield Line(_("When it happened"), joined(when, content.occurred_words))
    place = _place(content.place)
    if place:
        yield Line(_("Where"), place)
    if content.emergency.words:
        yield Line(_("Where help must go"), content.emergency.words)
    if content.provider.reference:
        yield Line(_("The provider's own number"), content.provider.reference, code=True)


def _place(place: Place) -> str:
    return joined(str(REGIONS.get(place.region, place.region)), place.city, place.detail)


def _person(person: PersonClaim) -> PersonLines:
    age = (
        ngettext("%(count)d year old", "%(count)d years old", person.age) % {"count": person.age}
        if person.age
        else ""
    )
    lines = [
        Line(_("Name"), listed(person.names)),
        Line(_("Age"), joined(age, _("born on %(day)s") % {"day": person.born_on} if person.born_on else "")),
        Line(_("Place"), _place(person.place)),
        Line(_("School"), person.school),
        Line(_("Account"), account_state_word(person.account_state)),
        Line(_("Note"), person.note),
    ]
    return PersonLines(role_word(person.role), tuple(line for line in lines if line.text))


def _identifier(row: IdentifierView) -> IdentifierLine:
    return IdentifierLine(
        identifier_word(row.kind), row.value, joined(platform_word(row.platform), whose_word(row.whose), row.note)
    )  # fmt: skip


def _matches(matches: tuple[IdentifierMatch, ...], by: Actor) -> Iterator[MatchLine]:
    heads = heads_by_record([match.record_id for match in matches if match.record_id], by=by)
    for match in matches:
        head = heads.get(match.record_id) if match.record_id else None
        text = joined(identifier_word(match.kind), str(match))
        yield MatchLine(text, head.code, reverse("desks:report", args=[head.id])) if head else MatchLine(text)


def _answers(content: ReportContent) -> Iterator[Line]:
    for code, answer in content.answers.items():
        if answer.value and answer.value == content.narrative:
            continue  # it stands above as what was told
        label = answer_label(content.flow, code)
        yield Line(label or code, _answer_text(content.flow, code, answer), code=not label)


def _answer_text(flow: str, code: str, answer: Answer) -> str:
    if answer.state is AnswerState.UNKNOWN:
        return _("does not know")
    if answer.state is AnswerState.SKIPPED:
        return _("skipped")
    value = answer.value
    if isinstance(value, Mapping):
        return joined(*value.values())
    words = [value] if isinstance(value, str) else list(value)
    return listed(answer_label(flow, code, word) or word for word in words)


def _messages(rows: tuple[MessageRow, ...], at: datetime) -> tuple[MessageLine, ...]:
    names = workers_by_id({row.written_by for row in rows if row.written_by})
    return tuple(
        MessageLine(
            who=_("The reporter") if row.from_reporter else str(names.get(row.written_by, "")) if row.written_by else "",
            text=row.text, when=words_for_moment(row.at, at), mine=not row.from_reporter,
            unread=row.from_reporter and row.read_at is None, danger=row.danger,
        )
        for row in rows
    )  # fmt: skip
