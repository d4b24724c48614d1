"""Counts of campaigns and training, prepared here because only this room reads its tables. Raw: never shown as they are."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Sum

from takatuf.agencies.models import Worker
from takatuf.agencies.rules import Role
from takatuf.awareness.lessons import lesson, training_of
from takatuf.awareness.models import (
    AnswerCount,
    Attendance,
    Campaign,
    Gathering,
    LessonDone,
    Material,
    Registration,
)

#: How far the training of one of the staff is: every lesson of the role, some of them, none.
TRAINED = ("all", "some", "none")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a campaign at one moment: how many answers were counted, and how many were the one that counts."""

    lesson: str
    question: str
    kind: str
    moment: str
    answers: int
    counted: int


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """What a campaign counted. `reach` never says that anything changed; only the questions, and who seeks help, do."""

    campaign_id: UUID
    code: str
    people_reached: int = 0
    copies: int = 0
    registered: int = 0
    gatherings: int = 0
    came: int = 0  # to the best attended session of each gathering, added up
    places_taken: int = 0  # people times sessions: the dose
    questions: tuple[Asked, ...] = field(default=())

    @property
    def reach(self) -> int:
        """People reached in all: counted or estimated beyond gatherings, and those who came to one."""
        return self.people_reached + self.came


def campaign_figures(*, using: str = "keeper") -> list[CampaignFigures]:
    """What each campaign of the country counted, by code."""
    gatherings = {row.pk: row for row in Gathering.objects.using(using).all()}
    came, taken = _attendance(using)
    registered: Counter[UUID] = Counter()
    rows = Registration.objects.using(using).filter(withdrawn_at__isnull=True)
    for gathering_id, people in rows.values_list("gathering_id", "people"):
        registered[gathering_id] += people
    copies = {
        row["campaign_id"]: row["copies"]
        for row in Material.objects.using(using).values("campaign_id").annotate(copies=Sum("copies")).order_by()
    }  # fmt: skip
    questions = _questions(gatherings, using)
    of: dict[UUID, list[UUID]] = defaultdict(list)
    for one in gatherings.values():
        of[one.campaign_id].append(one.pk)
    return [
        CampaignFigures(
            row.pk, row.code, row.reached, copies.get(row.pk, 0), sum(registered[one] for one in of[row.pk]), len(of[row.pk]),
            sum(came[one] for one in of[row.pk]), sum(taken[one] for one in of[row.pk]), tuple(questions.get(row.pk, ())),
        )
        for row in Campaign.objects.using(using).order_by("code")
    ]  # fmt: skip


def _attendance(using: str) -> tuple[Counter[UUID], Counter[UUID]]:
    """By gathering: who came to the best attended session, and people times sessions."""
    came: Counter[UUID] = Counter()
    taken: Counter[UUID] = Counter()
    for row in Attendance.objects.using(using).all():
        count = row.adults + row.children
        came[row.gathering_id] = max(came[row.gathering_id], count)
        taken[row.gathering_id] += count
    return came, taken


def _questions(gatherings: Mapping[UUID, Gathering], using: str) -> dict[UUID, list[Asked]]:
    totals: Counter[tuple[UUID, str, str, str]] = Counter()
    counted: Counter[tuple[UUID, str, str, str]] = Counter()
    for row in AnswerCount.objects.using(using).all():
        one = gatherings[row.gathering_id]
        key = (one.campaign_id, one.lesson, row.question, row.moment)
        totals[key] += row.count
        question = next((each for each in lesson(one.lesson).questions if each.code == row.question), None)
        option = question.option(row.option) if question else None
        counted[key] += row.count if option and option.counts else 0
    found: dict[UUID, list[Asked]] = defaultdict(list)
    for key in sorted(totals, key=lambda each: (each[1], each[2], each[3])):
        campaign_id, lesson_code, question_code, moment = key
        kind = next(
            (each.kind for each in lesson(lesson_code).questions if each.code == question_code), "knowledge"
        )
        found[campaign_id].append(Asked(lesson_code, question_code, kind, moment, totals[key], counted[key]))
    return found


def training_by_role(*, using: str = "keeper") -> Mapping[tuple[str, str], tuple[int, int]]:
    """By (role, lesson): how many of the active staff finished its present version, of how many for whom it is meant."""
    staff = Counter(Worker.objects.using(using).filter(is_active=True).values_list("role", flat=True))
    roles = dict(Worker.objects.using(using).filter(is_active=True).values_list("pk", "role"))
    done: Counter[tuple[str, str]] = Counter()
    for worker_id, code, version in LessonDone.objects.using(using).values_list(
        "worker_id", "lesson", "version"
    ):
        if worker_id in roles and lesson(code).version == version:
            done[roles[worker_id], code] += 1
    return {
        (role, one.code): (done[role, one.code], count)
        for role, count in sorted(staff.items())
        for one in training_of(Role(role))
    }


def staff_by_training(*, using: str = "keeper") -> Mapping[str, int]:
    """How many of the active staff finished the present version of every lesson of their role, of some, or of none."""
    finished: dict[UUID, set[str]] = defaultdict(set)
    for worker_id, code, version in LessonDone.objects.using(using).values_list(
        "worker_id", "lesson", "version"
    ):
        if lesson(code).version == version:
            finished[worker_id].add(code)
    found: Counter[str] = Counter()
    for worker_id, role in Worker.objects.using(using).filter(is_active=True).values_list("pk", "role"):
        owed = {one.code for one in training_of(Role(role))}
        done = owed & finished[worker_id]
        found["all" if done == owed else "some" if done else "none"] += 1
    return found
