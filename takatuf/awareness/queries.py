"""Campaigns and gatherings as pages show them, to everybody and to the agency that runs them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Sum
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.queries import AgencyName, WorkerName, agencies, workers_by_id
from takatuf.awareness import library
from takatuf.awareness.errors import RegistrationUnknown
from takatuf.awareness.library import LANGUAGES, PIECES, Numbers, version_of
from takatuf.awareness.models import (
    AdviceReview,
    AnswerCount,
    Attendance,
    Audience,
    Campaign,
    CampaignState,
    Gathering,
    GatheringKind,
    LessonDone,
    Material,
    MaterialForm,
    Registration,
)
from takatuf.awareness.participants import registration_id
from takatuf.awareness.rules.codes import spoken
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound

READ, RUN = "campaign.read", "campaign.run"
#: A review is asked for this long before it is due.
REVIEW_AHEAD = timedelta(days=30)
FIRST_REVIEW = "first"


def title_of(code: str) -> str:
    """The title of a piece of advice in the reader's language."""
    return library.piece(code, get_language() or settings.LANGUAGE_CODE, numbers=numbers()).title


def language_words(code: str) -> str:
    """The name of a language in the reader's own."""
    return {"ar": gettext("Arabic"), "en": gettext("English")}.get(code, code)


def _in_english() -> bool:
    return (get_language() or "ar").startswith("en")


def numbers() -> Numbers:
    """The numbers to ring of this country."""
    return Numbers(settings.TAKATUF_EMERGENCY_NUMBER, settings.TAKATUF_CHILD_HELPLINE)


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A campaign."""

    id: UUID
    code: str
    title_ar: str
    title_en: str
    aim: str
    piece: str
    starts_on: date
    ends_on: date
    is_running: bool
    reached: int
    reached_source: str
    agency: AgencyName

    def __str__(self) -> str:
        return self.title_en if _in_english() else self.title_ar

    @property
    def spoken(self) -> str:
        return spoken(self.code)


@dataclass(frozen=True, slots=True)
class GatheringView:
    """A gathering as everybody may see it."""

    id: UUID
    campaign_id: UUID
    code: str
    kind: str
    kind_label: str
    audience: str
    audience_label: str
    title_ar: str
    title_en: str
    place: str
    starts_at: datetime
    lesson: str
    sessions: int
    seats: int | None
    is_listed: bool
    asks: str
    ended_at: datetime | None
    agency: AgencyName

    def __str__(self) -> str:
        return self.title_en if _in_english() else self.title_ar

    @property
    def spoken(self) -> str:
        return spoken(self.code)

    @property
    def is_for_children(self) -> bool:
        return self.audience == Audience.CHILD

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """Somebody who said they come; `name` only where one was given."""

    id: UUID
    kind: str
    people: int
    came: bool | None
    is_withdrawn: bool
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """How many came to one session; None where it was not counted yet."""

    session: int
    adults: int | None
    children: int | None


@dataclass(frozen=True, slots=True)
class OpenGathering:
    """A gathering as the agency that runs it sees it."""

    row: GatheringView
    registrations: tuple[RegistrationRow, ...]
    attendance: tuple[AttendanceRow, ...]
    answers: Mapping[tuple[str, str, str], int]

    @property
    def expected(self) -> int:
        """How many people said they come."""
        return sum(one.people for one in self.registrations if not one.is_withdrawn)


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """What was printed and handed out."""

    form_label: str
    language: str
    copies: int
    handed_out_on: date

    @property
    def language_label(self) -> str:
        return language_words(self.language)


def _agency_names() -> dict[UUID, AgencyName]:
    return {one.id: one for one in agencies()}


def _campaign(row: Campaign, names: Mapping[UUID, AgencyName]) -> CampaignView:
    return CampaignView(
        row.pk, row.code, row.title_ar, row.title_en, row.aim, row.piece, row.starts_on, row.ends_on,
        row.state == CampaignState.RUNNING, row.reached, row.reached_source, names[row.agency_id],
    )  # fmt: skip


def _gathering(row: Gathering, names: Mapping[UUID, AgencyName]) -> GatheringView:
    return GatheringView(
        row.pk, row.campaign_id, row.code, row.kind, str(GatheringKind(row.kind).label), row.audience,
        str(Audience(row.audience).label), row.title_ar, row.title_en, row.place, row.starts_at, row.lesson, row.sessions,
        row.seats, row.is_listed, row.asks, row.ended_at, names[row.agency_id],
    )  # fmt: skip


def campaign_of_code(code: str) -> CampaignView | None:
    """The campaign of a poster, running or ended; None where there is none. Everybody may ask."""
    row = Campaign.objects.filter(code=code).first()
    return None if row is None else _campaign(row, _agency_names())


def gathering_of_code(code: str) -> GatheringView | None:
    """The gathering of a code; None where there is none. Whoever was told the code may ask."""
    row = Gathering.objects.filter(code=code).first()
    return None if row is None else _gathering(row, _agency_names())


def gatherings_to_come(*, at: datetime, most: int = 20) -> list[GatheringView]:
    """The listed gatherings that have not ended, the next first. Everybody may ask."""
    rows = Gathering.objects.filter(
        is_listed=True, ended_at__isnull=True, starts_at__gte=at - timedelta(days=1)
    )
    names = _agency_names()
    return [_gathering(row, names) for row in rows.order_by("starts_at", "pk")[:most]]


def last_forum_on() -> date | None:
    """The day of the last forum that was held or called, one to come included; None where there is none. Everybody may ask."""
    row = Gathering.objects.filter(kind=GatheringKind.FORUM).order_by("-starts_at").first()
    return None if row is None else localdate(row.starts_at)


def campaigns(*, by: Actor) -> list[CampaignView]:
    """Every campaign of the country, the newest first. Raises NotAllowed."""
    require(by, READ)
    names = _agency_names()
    return [_campaign(row, names) for row in Campaign.objects.order_by("-starts_on", "-pk")]


def campaign(campaign_id: UUID, *, by: Actor) -> CampaignView:
    """One campaign. Raises NotAllowed, NotFound."""
    require(by, READ)
    row = Campaign.objects.filter(pk=campaign_id).first()
    if row is None:
        raise NotFound("No such campaign.")
    return _campaign(row, _agency_names())


def gatherings_of(campaign_id: UUID, *, by: Actor) -> list[GatheringView]:
    """The gatherings of a campaign, the latest first. Raises NotAllowed."""
    require(by, READ)
    names = _agency_names()
    rows = Gathering.objects.filter(campaign_id=campaign_id).order_by("-starts_at", "pk")
    return [_gathering(row, names) for row in rows]


def material_of(campaign_id: UUID, *, by: Actor) -> list[MaterialRow]:
    """What the own agency printed for a campaign, the latest first. Raises NotAllowed."""
    require(by, READ)
    rows = Material.objects.filter(campaign_id=campaign_id).order_by("-handed_out_on", "-pk")
    return [
        MaterialRow(str(MaterialForm(row.form).label), row.language, row.copies, row.handed_out_on) for row in rows
    ]  # fmt: skip


def open_gathering(gathering_id: UUID, *, by: Actor, at: datetime) -> OpenGathering:
    """One gathering with who registered and what was counted, for the agency that runs it. The look is on record.

    Raises NotAllowed, NotFound.
    """
    require(by, RUN)
    row = Gathering.objects.filter(pk=gathering_id, agency_id=agency_of(by)).first()
    if row is None:
        raise NotFound("No such gathering of this agency.")
    disclose(record_ids=[row.record_id], what="gathering", by=by, at=at)
    registered = Registration.objects.filter(gathering_id=row.pk).order_by("registered_at", "pk")
    counted = {one.session: one for one in Attendance.objects.filter(gathering_id=row.pk)}
    sessions = range(1, row.sessions + 1)
    return OpenGathering(
        row=_gathering(row, _agency_names()),
        registrations=tuple(_registration(one) for one in registered),
        attendance=tuple(
            AttendanceRow(number, counted[number].adults, counted[number].children)
            if number in counted else AttendanceRow(number, None, None)
            for number in sessions
        ),
        answers={
            (one.moment, one.question, one.option): one.count
            for one in AnswerCount.objects.filter(gathering_id=row.pk)
        },
    )  # fmt: skip


def _registration(row: Registration) -> RegistrationRow:
    return RegistrationRow(
        row.pk,
        row.kind,
        row.people,
        row.came,
        row.withdrawn_at is not None,
        row.unseal("name") if row.name else "",
    )


@dataclass(frozen=True, slots=True)
class OwnRegistration:
    """A registration as its holder sees it."""

    gathering: GatheringView
    row: RegistrationRow


def registration_of(code: str) -> OwnRegistration:
    """The registration of a participant's code, inside system_scope("awareness"). Raises RegistrationUnknown."""
    row = Registration.objects.filter(pk=registration_id(code), withdrawn_at__isnull=True).first()
    if row is None:
        raise RegistrationUnknown("No registration has this code.")
    gathering = Gathering.objects.get(pk=row.gathering_id)
    return OwnRegistration(_gathering(gathering, _agency_names()), _registration(row))


def seats_left(gathering: GatheringView) -> int | None:
    """How many may still register, inside system_scope("awareness"); None where nobody counts seats."""
    if gathering.seats is None:
        return None
    taken = Registration.objects.filter(gathering_id=gathering.id, withdrawn_at__isnull=True)
    return max(0, gathering.seats - (taken.aggregate(taken=Sum("people"))["taken"] or 0))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a piece stands in one language: when it was last read by a person, and when again."""

    piece: str
    language: str
    reviewed_on: date | None
    next_review_on: date | None
    is_native: bool
    reviewer: AgencyName | None
    person: WorkerName | None = None

    @property
    def language_label(self) -> str:
        return language_words(self.language)

    def is_due(self, today: date) -> bool:
        """Whether somebody should read it now: never read in this version, or its time is near."""
        return self.next_review_on is None or self.next_review_on <= today + REVIEW_AHEAD


def standing(piece: str, language: str) -> Standing:
    """How the present version of a piece stands. Everybody may ask: the page says it."""
    return _standings([piece], [language])[0]


def standings(*, by: Actor) -> list[Standing]:
    """How every piece stands in every language, for whoever reviews. Raises NotAllowed."""
    require(by, "advice.review")
    return _standings(PIECES, LANGUAGES)


def reviews_due(*, today: date) -> list[Standing]:
    """What is to be reviewed now or within thirty days; nothing personal is in it."""
    return [one for one in _standings(PIECES, LANGUAGES) if one.is_due(today)]


def _standings(pieces: tuple[str, ...] | list[str], languages: tuple[str, ...] | list[str]) -> list[Standing]:
    latest: dict[tuple[str, str], AdviceReview] = {}
    for row in AdviceReview.objects.filter(piece__in=list(pieces)).order_by("reviewed_at", "pk"):
        if row.version == version_of(row.piece):
            latest[row.piece, row.language] = row
    names, people = _agency_names(), workers_by_id({row.reviewed_by_id for row in latest.values()})
    found = []
    for piece in pieces:
        for language in languages:
            one = latest.get((piece, language))
            found.append(Standing(piece, language, None, None, is_native=False, reviewer=None) if one is None else Standing(
                piece, language, one.reviewed_on, one.next_review_on, one.is_native, names.get(one.agency_id),
                people.get(one.reviewed_by_id),
            ))  # fmt: skip
    return found


def lessons_done(*, by: Actor) -> dict[str, datetime]:
    """What the actor has finished: lesson and version as "listening/1" -> when."""
    rows = LessonDone.objects.filter(worker_id=by.id)
    return {f"{row.lesson}/{row.version}": row.done_at for row in rows}


def training_in_agency(*, by: Actor) -> dict[tuple[UUID, str], datetime]:
    """Who of the own agency finished which lesson: (worker, "listening/1") -> when. Raises NotAllowed."""
    require(by, "training.read")
    rows = LessonDone.objects.filter(agency_id=agency_of(by))
    return {(row.worker_id, f"{row.lesson}/{row.version}"): row.done_at for row in rows}
