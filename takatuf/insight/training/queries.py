"""How far the training is in the country, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from takatuf.agencies.actions import require
from takatuf.agencies.models import RoleChoices
from takatuf.awareness.lessons import lesson
from takatuf.insight.training.models import TrainingCount
from takatuf.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class GroupView:
    """Roles that are counted together."""

    roles: tuple[str, ...]
    finished: int
    staff: int

    @property
    def percent(self) -> int:
        """How many of a hundred have finished, whole; the sentence and the bar say the same."""
        return round(100 * self.finished / self.staff)


@dataclass(frozen=True, slots=True)
class LessonView:
    """A lesson with all groups together, and each; `whole` is None where too few are meant for it to be shown."""

    title: str
    whole: GroupView | None
    groups: tuple[GroupView, ...]


@dataclass(frozen=True, slots=True)
class TrainingView:
    """The training of the country on one day."""

    counted_on: date
    lessons: tuple[LessonView, ...]


def training_in_country(*, by: Actor) -> TrainingView | None:
    """The latest count; None before the first night. Raises NotAllowed."""
    require(by, "training.country")
    row = TrainingCount.objects.order_by("-counted_on").first()
    return None if row is None else TrainingView(row.counted_on, tuple(_lesson(one) for one in row.lessons))


def _lesson(one: Mapping[str, Any]) -> LessonView:
    found = lesson(one["lesson"])
    groups = tuple(_group(group["roles"], group["finished"], group["staff"]) for group in one["groups"])
    whole = (
        GroupView((), sum(each.finished for each in groups), sum(each.staff for each in groups))
        if groups
        else None
    )
    return LessonView(
        found.said(found.title, get_language() or settings.LANGUAGE_CODE),
        whole,
        groups if len(groups) > 1 else (),
    )


def _group(roles: list[str], finished: int, staff: int) -> GroupView:
    return GroupView(tuple(str(RoleChoices(role).label) for role in roles), finished, staff)
