"""How far the building of a document has come, for the page of who waits for it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from takatuf.court.models import Building
from takatuf.court.models.choices import StageChoices
from takatuf.court.rules import Stage
from takatuf.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class BuildingRow:
    """How far the last building of a document has come; `told` is what the sentence of its refusal needs."""

    stage: Stage
    stage_label: str
    waits_for: str
    refusal: str
    told: dict[str, Any]
    asked_at: datetime
    ended_at: datetime | None

    @property
    def is_running(self) -> bool:
        """Whether somebody still waits for it."""
        return self.ended_at is None


def building_of(submission_id: UUID, *, by: Actor) -> BuildingRow | None:
    """The last building of this submission's document; None where none was asked for. It opens nothing."""
    del by  # the scope of the actor is in the database
    row = Building.objects.filter(submission_id=submission_id).order_by("-asked_at", "-pk").first()
    if row is None:
        return None
    told = row.unseal("told")
    return BuildingRow(
        stage=Stage(row.stage),
        stage_label=str(StageChoices(row.stage).label),
        waits_for=row.waits_for,
        refusal=row.refusal,
        told=json.loads(told) if told else {},
        asked_at=row.asked_at,
        ended_at=row.ended_at,
    )
