"""Counting the training of the country, once a night."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from takatuf.awareness.figures import training_by_role
from takatuf.insight.training.models import TrainingCount
from takatuf.insight.training.rules import grouped
from takatuf.kernel.actors import Actor
from takatuf.ledger.actions import write


@transaction.atomic
def count_training(*, by: Actor, at: datetime) -> bool:
    """Count how many of which roles finished which lesson; whether it was written, never the second time on a day.

    Runs inside system_scope("counting"). The keeper's connection counts committed rows by the prepared function of the
    room that owns them; only groups of ten people at least are kept.
    """
    today = timezone.localdate(at)
    if TrainingCount.objects.filter(counted_on=today).exists():
        return False
    counts: dict[str, dict[str, tuple[int, int]]] = {}
    for (role, lesson), count in training_by_role(using="keeper").items():
        counts.setdefault(lesson, {})[role] = count
    lessons = [
        {
            "lesson": lesson,
            "groups": [
                {"roles": list(one.roles), "finished": one.finished, "staff": one.staff}
                for one in grouped(by_role)
            ],
        }
        for lesson, by_role in counts.items()
    ]
    TrainingCount(counted_on=today, lessons=lessons, counted_at=at).save(force_insert=True)
    write("training.counted", about=None, by=by, at=at, extra={"day": today.isoformat()})
    return True
