"""The first set of recommendations: drafts of the forum of 2016, so far as they are known."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.insight.recommendations.actions import Wording, propose_recommendation
from takatuf.insight.recommendations.models import Recommendation, RecommendationSource
from takatuf.kernel.actors import Actor

FILE = Path(__file__).parent / "forum_2016.yaml"
_KEY = "forum-2016"


@cache
def _file() -> Mapping[str, Any]:
    given: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return given


def forum_drafts() -> tuple[int, int]:
    """How many drafts of the forum of 2016 are known here, and how many it issued."""
    return len(_file()["drafts"]), int(_file()["issued"])


def forum_drafts_are_loaded() -> bool:
    """Whether the drafts were proposed before; known to staff alone."""
    return Recommendation.objects.filter(key__startswith=f"{_KEY}:").exists()


@transaction.atomic
def load_forum_drafts(*, by: Actor, at: datetime) -> int:
    """Propose the drafts of the forum of 2016 that are known, each marked as a draft of its source; returns how many are new.

    Each waits for a person who checks its wording. Raises NotAllowed.
    """
    require(by, "recommendation.propose")
    given = _file()
    known = set(Recommendation.objects.filter(key__startswith=f"{_KEY}:").values_list("key", flat=True))
    made = 0
    for draft in given["drafts"]:
        if (key := f"{_KEY}:{draft['code']}") in known:
            continue
        wording = Wording(
            title_ar=draft["ar"],
            title_en=draft["en"],
            reason_ar=given["reason"]["ar"],
            reason_en=given["reason"]["en"],
        )
        propose_recommendation(
            source=RecommendationSource.FORUM, wording=wording, key=key, source_note=given["source_note"],
            draft_of_source=True, capability=draft["capability"], by=by, at=at,
        )  # fmt: skip
        made += 1
    return made
