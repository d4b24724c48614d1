"""What awaits an agency now: referrals to answer, outcomes and steps owed, referrals that others leave waiting."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from takatuf.agencies.actions import disclose
from takatuf.agencies.memory import remembered
from takatuf.agencies.models import Access
from takatuf.agencies.queries import AgencyName, agencies
from takatuf.casework.chronology import AGENCY_PARAMS, CODES
from takatuf.casework.queries import case_codes_by_record
from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.queries import agency_of, open_deadlines, open_deadlines_count, unread_notices
from takatuf.jointwork.models import AuthorityLetter, Referral, Step
from takatuf.jointwork.queries.referrals import Limit, limits_of
from takatuf.jointwork.rules import OPEN, WAITING, ReferralState
from takatuf.jointwork.words import NOTICES, title_of
from takatuf.kernel.actors import Actor
from takatuf.web.words import both_dates

COUNTED = 100
#: Of what the agency owes about referrals, of steps, and of what others leave waiting.
MOST_OF_EACH = 100
_SHOWN = (
    "record_id", "code", "level", "purpose", "state", "sent_at", "from_agency_id", "to_agency_id",
)  # fmt: skip
_ANSWERS = (DeadlineKind.REFERRAL_ANSWER, DeadlineKind.REFERRAL_OUTCOME)


@dataclass(frozen=True, slots=True)
class AwaitRow:
    """One thing that somebody has to do. `kind` says what:

    answer_referral, finish_referral, answer_question (the receiver asked the own agency), find_another_way, chase_referral
    (another agency is late: remind or escalate), authority_letter (`owes` is the silent agency), step.
    `owes` is the agency whose turn it is; `level` is 1 to 4, or None where there is none. `case_id` is that of a step's case,
    where the reader reaches it.
    """

    kind: str
    subject_id: UUID
    case_id: UUID | None
    code: str
    what: str
    level: int | None
    owes: AgencyName
    due_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class _Open:
    """A referral that may ask something of the agency: what, and until when."""

    referral: Referral
    due_at: datetime | None
    kind: str


def awaiting(*, by: Actor, at: datetime) -> list[AwaitRow]:
    """What awaits the own agency now, the most urgent first, then by the clock; puts the look on record.

    Late referrals to other agencies are here for everybody who sees them: the sender and the leading agency.
    """
    names = {agency.id: agency for agency in agencies()}
    referrals = _referrals(by, at)
    rows = [_referral_row(one, one.kind, names, one.due_at, at) for one in referrals]
    rows += _letters(names, by, at)
    rows += _steps(names, by, at)
    disclose(record_ids=[one.referral.record_id for one in referrals], what="awaiting", by=by, at=at)
    return sorted(rows, key=lambda row: (not row.late, row.level or 5, row.due_at is None, row.due_at or at))


def awaiting_count(*, by: Actor, at: datetime, most: int = COUNTED) -> int:
    """How many things await the own agency, for the number beside a page; it opens nothing, so no look is recorded.

    At `most` it stops counting where that many steps and answers are owed: the number then means "that many or more".
    """
    steps = _owed_steps(by)[:most].count()
    if steps + answers_owed(by=by, most=most) >= most:
        return most
    letters = _open_letters(by)
    count = Referral.objects.filter(pk__in=list(letters)).count() if letters else 0
    return steps + len(_referrals(by, at)) + count


def answers_owed(*, by: Actor, most: int = COUNTED) -> int:
    """How many answers and outcomes of referrals the own agency owes, counted up to `most`, once for each page."""
    return remembered(
        ("answers owed", by.id, most), lambda: open_deadlines_count(by=by, kinds=_ANSWERS, most=most)
    )


def _owed_steps(by: Actor) -> QuerySet[Step]:
    return Step.objects.filter(owner_id=agency_of(by), done_at__isnull=True)


def _steps(names: dict[UUID, AgencyName], by: Actor, at: datetime) -> list[AwaitRow]:
    """What the own agency still owes on all tracks, the most overdue first; those without a limit come last."""
    found = list(
        _owed_steps(by).order_by("due_at", "pk").values_list("pk", "case_record_id", "title", "owner_id", "due_at")[:MOST_OF_EACH]
    )  # fmt: skip
    codes = case_codes_by_record([record_id for _pk, record_id, _title, _owner, _due in found], by=by)
    rows = []
    for pk, record_id, title, owner_id, due_at in found:
        case_id, code = codes.get(record_id, (None, ""))
        late = due_at is not None and at > due_at
        rows.append(
            AwaitRow("step", pk, case_id, code, title_of(title), None, names[owner_id], due_at, late)
        )  # fmt: skip
    return rows


def _referral_row(
    one: _Open, kind: str, names: dict[UUID, AgencyName], due_at: datetime | None, at: datetime
) -> AwaitRow:
    row = one.referral
    owes = row.from_agency_id if kind in {"answer_question", "find_another_way"} else row.to_agency_id
    return AwaitRow(
        kind, row.pk, None, row.code, row.get_purpose_display(), row.level, names[owes], due_at,
        due_at is not None and at > due_at,
    )  # fmt: skip


def _referrals(by: Actor, at: datetime) -> list[_Open]:
    """What the actor's agency owes about referrals, the most overdue first; then what others leave waiting, as far as it sees it,
    the most urgent first. What asks nothing of it yet is left out.

    What it owes is found by its clocks, so that no number of referrals to others can push it off the page.
    """
    returned = [row.subject_id for row in open_deadlines(by=by, kinds=(DeadlineKind.REFERRAL_RETURNED,))]
    owed = open_deadlines(by=by, kinds=(*_ANSWERS, DeadlineKind.REFERRAL_QUESTION), most=MOST_OF_EACH)
    own = Q(pk__in=[row.subject_id for row in owed], state__in=OPEN) | Q(pk__in=returned)
    # Row security decides who sees them; naming the agency's grants lets the planner begin with what is open.
    granted = Access.objects.filter(agency_id=agency_of(by)).values("record_id")
    others = Referral.objects.filter(state__in=OPEN, record_id__in=granted).exclude(to_agency_id=by.agency)
    found = {row.pk: row for row in Referral.objects.filter(own).order_by("level", "sent_at").only(*_SHOWN)}
    for row in others.order_by("level", "sent_at").only(*_SHOWN)[:MOST_OF_EACH]:
        found.setdefault(row.pk, row)
    rows = list(found.values())
    limits = limits_of(rows, by)
    opened = [_Open(row, limits[row.pk].due_at, _kind(row, limits[row.pk], by, at)) for row in rows]
    return [one for one in opened if one.kind]


def _kind(row: Referral, limit: Limit, by: Actor, at: datetime) -> str:
    """What the referral asks of the actor's agency; empty: nothing yet."""
    if row.state == ReferralState.DECLINED:
        return "find_another_way"
    if limit.asked:
        return "answer_question" if row.from_agency_id == by.agency else ""
    if row.to_agency_id == by.agency:
        return "answer_referral" if row.state in WAITING else "finish_referral"
    return "chase_referral" if limit.due_at is not None and at > limit.due_at else ""


def _open_letters(by: Actor) -> dict[UUID, datetime]:
    """Until when somebody of the own agency signs, sends or leaves a letter to an authority, by the referral."""
    found = AuthorityLetter.objects.filter(
        agency_id=agency_of(by), sent_on__isnull=True, left_at__isnull=True
    )
    return dict(found.values_list("referral_id", "due_at"))


def _letters(names: dict[UUID, AgencyName], by: Actor, at: datetime) -> list[AwaitRow]:
    """The letters that are open; they lead to the referral."""
    letters = _open_letters(by)
    if not letters:
        return []
    rows = Referral.objects.filter(pk__in=list(letters)).order_by("sent_at").only(*_SHOWN)
    return [
        _referral_row(_Open(row, None, ""), "authority_letter", names, letters[row.pk], at) for row in rows
    ]


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice on the own desk, in the reader's language; `subject_id` is the referral that it speaks of, if any."""

    id: UUID
    kind: str
    text: str
    at: datetime
    subject_id: UUID | None


def notices(*, by: Actor) -> list[NoticeLine]:
    """What the own agency was told about referrals and steps and has not put away, the newest first.

    Of the levels to which one thing was escalated, the last is said.
    """
    names = {str(agency.id): str(agency) for agency in agencies()}
    lines = []
    escalated: set[tuple[str, UUID]] = set()
    for row in unread_notices(by=by):
        if row.kind not in NOTICES or (row.kind, row.record_id) in escalated:
            continue
        if "level" in row.params:
            escalated.add((row.kind, row.record_id))
        words = {
            name: names.get(str(value), str(value)) if name in AGENCY_PARAMS else value
            for name, value in row.params.items()
        }
        words |= {
            name: CODES[name].get(str(value), str(value))
            for name, value in row.params.items()
            if name in CODES
        }
        if row.params.get("until"):
            words["until"] = both_dates(date.fromisoformat(str(row.params["until"])))
        subject = row.params.get("referral")
        lines.append(
            NoticeLine(
                row.id, row.kind, str(NOTICES[row.kind]) % words, row.at, UUID(subject) if subject else None
            )
        )
    return lines
