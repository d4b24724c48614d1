"""The signed document as the judge reads it on a screen: the same words, each sentence with its source beneath."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from takatuf.court import rules
from takatuf.court.actions import FactKind, Party, Stance, Standing
from takatuf.court.document import view as document
from takatuf.court.parties import PositionLine
from takatuf.court.queries import SubmissionView
from takatuf.court.reading import Versions
from takatuf.court.stored import from_json
from takatuf.desks.court_words import (
    ANSWERS,
    MEASURES,
    facts_words,
    interviews_words,
    position_words,
    when_words,
)
from takatuf.desks.words import joined
from takatuf.kernel.errors import NotFound
from takatuf.web.words import both_dates


@dataclass(frozen=True, slots=True)
class ReadSource:
    """A source: what it is and where in it, the words as they stand there, and the exhibit that holds it."""

    text: str
    quoted: str
    exhibit: str = ""


@dataclass(frozen=True, slots=True)
class ReadFact:
    """A numbered fact; `said` is the line beneath it, `contested` gives it the bar, `is_new` that this version brought it.

    `since` are positions that came with answers after the document was signed; where they change how the fact stands,
    `signed_as` is how it stood in the signed file.
    """

    number: int
    text: str
    standing: str
    code: str
    contested: bool
    is_new: bool
    said: str
    kind: str
    when: str
    agency: str
    sources: tuple[ReadSource, ...]
    positions: tuple[tuple[str, str], ...]
    since: tuple[tuple[str, str], ...]
    signed_as: str
    against: str
    stood: str
    replaces: int | None
    stood_as: str


@dataclass(frozen=True, slots=True)
class ReadAsked:
    """An agency that was asked, and what came of it."""

    name: str
    mandate: str
    asked_on: str
    answer: str
    is_silent: bool


@dataclass(frozen=True, slots=True)
class ReadMeasure:
    """A measure, and how it stands."""

    text: str
    agency: str
    state: str
    due_on: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class ReadExhibit:
    """An exhibit with its way from hand to hand: day, what was done, who has it then."""

    number: str
    description: str
    holder: str
    sha256: str
    embargo: bool
    custody: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """Something that is asked of the court, and on which facts it rests."""

    text: str
    rests_on: str


@dataclass(frozen=True, slots=True)
class ReadHeading:
    """A part of the document with its number, by which a paragraph of it is cited."""

    id: str
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """The document for the page; `whole` holds the parts that are read as they were signed."""

    whole: document.SubmissionView
    written_on: str
    rests_on: str
    standing_sentence: str
    facts: tuple[ReadFact, ...]
    requests: tuple[ReadRequest, ...]
    agencies: tuple[ReadAsked, ...]
    measures: tuple[ReadMeasure, ...]
    exhibits: tuple[ReadExhibit, ...]
    methods: tuple[tuple[str, str, str], ...]
    called_on: str
    chronology: tuple[tuple[str, str, int | None], ...]
    interviews: str
    approvals: tuple[tuple[str, str, datetime], ...]
    contents: tuple[ReadHeading, ...]

    @property
    def at(self) -> dict[str, ReadHeading]:
        """The headings by their id, for the template."""
        return {heading.id: heading for heading in self.contents}


Since = Mapping[UUID, Sequence[PositionLine]]
_NOTHING_SINCE: Since = {}


def document_of(
    view: SubmissionView, versions: Versions | None = None, since: Since = _NOTHING_SINCE
) -> ReadDocument:
    """The signed document of an opened submission; `versions` say what is new in it, `since` what was answered later.

    Raises NotFound before it is signed.
    """
    if not view.document_view:
        raise NotFound("There is no signed document.")
    whole = from_json(document.SubmissionView, view.document_view)
    facts = tuple(
        _fact(
            fact,
            is_new=versions is not None and fact.number in versions.changes.new,
            since=since.get(fact.id, ()),
        )
        for fact in whole.facts
    )
    return ReadDocument(
        whole=whole,
        written_on=both_dates(whole.written_at),
        rests_on=facts_words(whole.summary.key_facts) if whole.summary.key_facts else "",
        standing_sentence=_standings(facts),
        facts=facts,
        requests=tuple(
            ReadRequest(row.text, facts_words(row.facts) if row.facts else "") for row in whole.requests
        ),
        agencies=tuple(_asked(row) for row in whole.agencies),
        measures=tuple(_measure(row) for row in whole.measures),
        exhibits=tuple(_exhibit(row) for row in whole.exhibits),
        methods=tuple(
            (row.method, row.confirmed_by, both_dates(row.confirmed_on) if row.confirmed_on else "")
            for row in whole.methods
        ),
        called_on=both_dates(whole.call.at) if whole.call else "",
        chronology=tuple(
            (when_words(row.occurred.on, row.occurred.precision), row.text, row.fact)
            for row in whole.chronology
        ),
        interviews=interviews_words(whole.child_view.interviews),
        approvals=tuple((row.name, row.role, row.at) for row in whole.approvals),
        contents=tuple(_contents(whole)),
    )


def _contents(whole: document.SubmissionView) -> Iterator[ReadHeading]:
    """The parts that are there, numbered in the order in which they are read.

    What the signed file does not say the screen does not say either: an urgent application is one page, and a supplement or
    correction repeats nothing.
    """
    whole_file = whole.kind is not rules.SubmissionKind.URGENT
    main = whole.kind is rules.SubmissionKind.MAIN
    parts = (
        ("asked", _("What is asked of the court"), bool(whole.requests)),
        ("facts", _("Facts"), True),
        (
            "against",
            _("What speaks against the request"),
            bool(whole.speaks_against or whole.why_nothing_speaks_against),
        ),
        ("limits", _("What is not known"), main or bool(whole.limits or (whole_file and whole.methods))),
        ("child", _("The child"), main or bool(whole.child_view.text)),
        ("study", _("Social study"), bool(whole.social_study)),
        ("measures", _("Measures so far"), whole_file and bool(whole.measures)),
        ("exhibits", _("Exhibits and their way from hand to hand"), whole_file and bool(whole.exhibits)),
        ("agencies", _("Who was asked, and who answered"), whole_file and bool(whole.agencies)),
        ("chronology", _("Joint chronology"), whole_file and bool(whole.chronology)),
        ("english", _("Summary in English"), bool(whole.summary_en)),
        ("signed", _("Who stands for it"), True),
    )
    there = [(id, title) for id, title, is_there in parts if is_there]
    for number, (id, title) in enumerate(there, 1):
        yield ReadHeading(id, number, title)


def _standings(facts: Sequence[ReadFact]) -> str:
    """Which facts are agreed, contested, not established, opinions: one sentence, leaving out what is not there."""
    sentences = (
        (Standing.AGREED, _("Agreed: %(facts)s.")),
        (Standing.CONTESTED, _("Contested: %(facts)s.")),
        (Standing.UNESTABLISHED, _("Not established: %(facts)s.")),
        (Standing.OPINION, _("Professional opinion: %(facts)s.")),
    )
    found = []
    for standing, sentence in sentences:
        numbers = [fact.number for fact in facts if fact.code == standing.value]
        if numbers:
            found.append(sentence % {"facts": facts_words(numbers)})
    return " ".join(found)


def fact_ids(view: SubmissionView) -> list[UUID]:
    """The facts of the signed document, by id."""
    return [fact.id for fact in from_json(document.SubmissionView, view.document_view).facts]


def _now(fact: document.FactView, since: Sequence[PositionLine]) -> Standing:
    """How the fact stands when what was answered since is counted: each party's last position."""
    stances = {row.party: row.stance for row in fact.positions}
    stances |= {rules.Party(row.party.value): rules.Stance(row.stance.value) for row in since}
    return Standing(rules.standing(fact.kind, stances).value) if since else Standing(fact.standing.value)


def _quarrel(fact: document.FactView, since: Sequence[PositionLine]) -> list[str]:
    """What each party says of it now, in its own words where it gave any; a later position replaces an earlier one."""
    said = {
        Party(row.party.value): row.reason or position_words(Party(row.party.value), Stance(row.stance.value))
        for row in fact.positions
    }
    said |= {row.party: row.reason or position_words(row.party, row.stance) for row in since}
    return list(said.values())


def _fact(fact: document.FactView, *, is_new: bool, since: Sequence[PositionLine]) -> ReadFact:
    standing = _now(fact, since)
    signed = Standing(fact.standing.value)
    later = tuple((position_words(row.party, row.stance), row.reason) for row in since)
    positions = tuple(
        (position_words(Party(row.party.value), Stance(row.stance.value)), row.reason)
        for row in fact.positions
    )
    sources = tuple(_source(row) for row in fact.sources)
    contested = standing is Standing.CONTESTED
    quarrel = _quarrel(fact, since) if contested else []
    return ReadFact(
        number=fact.number,
        text=fact.text_ar,
        standing=str(standing.label),
        code=standing.value,
        contested=contested,
        is_new=is_new,
        said=joined(*quarrel, *(source.text for source in sources[:1])),
        kind=str(FactKind(fact.kind.value).label),
        when=when_words(fact.occurred.on, fact.occurred.precision.value),
        agency=fact.agency,
        sources=sources,
        positions=positions,
        since=later,
        signed_as=str(signed.label) if signed is not standing else "",
        against=fact.speaks_against,
        stood=fact.stood,
        replaces=fact.replaces,
        stood_as=str(Standing(fact.stood_as.value).label) if fact.stood_as else "",
    )


def _source(row: document.SourceView) -> ReadSource:
    place = (
        _("%(source)s, %(place)s") % {"source": row.label, "place": row.locator} if row.locator else row.label
    )
    return ReadSource(place, row.quoted, row.exhibit_no)


def _exhibit(row: document.ExhibitView) -> ReadExhibit:
    steps = tuple((both_dates(step.at), step.action, step.holder) for step in row.custody)
    return ReadExhibit(row.exhibit_no, row.description, row.held_by, row.sha256, row.embargo, steps)


def _asked(row: document.AgencyView) -> ReadAsked:
    silent = row.answer in {document.AgencyAnswer.SILENT, document.AgencyAnswer.ESCALATED}
    answered = both_dates(row.answered_at) if row.answered_at else ""
    return ReadAsked(
        row.name, row.mandate, both_dates(row.asked_at), joined(str(ANSWERS[row.answer]), answered), silent
    )


def _measure(row: document.MeasureView) -> ReadMeasure:
    due_on = both_dates(row.due_on) if row.due_on else ""
    return ReadMeasure(
        row.text, row.agency, str(MEASURES[row.state]), due_on, row.state is document.MeasureState.LATE
    )
