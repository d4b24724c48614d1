"""Proposing a version of the rule, trying it, and putting it in force as the second person."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from takatuf.agencies.actions import require
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound, Refused
from takatuf.ledger.actions import write
from takatuf.triage import rules
from takatuf.triage.actions.deciding import SamePerson
from takatuf.triage.models import Rating, RuleVersion, VersionState
from takatuf.triage.queries import rules_in_force, signals_known_now, values_of, version_in_force
from takatuf.triage.rulefile import read_rules
from takatuf.triage.rulefile.editing import Edit, edited
from takatuf.triage.rulefile.guard import Objection, objections

TRIED_OVER = timedelta(days=30)
# More reports than this are tried on an even sample, so that a trial takes seconds.
TRIED_AT_MOST = 1000
_LOCK = 7_101_303


class GuardRail(Refused):
    """A guard rail of the rule forbids this version; `objections` says which."""

    def __init__(self, found: list[Objection]) -> None:
        super().__init__(", ".join(f"{each.code}:{each.part}" for each in found))
        self.objections = found


class VersionWaits(Refused):
    """Another version waits for a second person; answer that one first."""


class NothingChanged(Refused):
    """The version says the same as the one that it changes."""


@transaction.atomic
def propose_rules(*, edit: Edit, why: str, by: Actor, at: datetime) -> RuleVersion:
    """Propose the next version of the rule: what is in force with these changes. It counts nothing until it is in force.

    The trial is made at once: how it would have rated the reports of the last 30 days that the own agency received.
    Raises NotAllowed, InvalidInput for a missing reason, GuardRail, VersionWaits and NothingChanged.
    """
    require(by, "triage.rules.change")
    if not why.strip():
        raise InvalidInput("why", "required")
    _one_change_at_a_time()
    if RuleVersion.objects.filter(state=VersionState.PROPOSED).exists():
        raise VersionWaits("Another version waits for a second person.")
    base, version = version_in_force(), str(RuleVersion.objects.count() + 2)
    before = values_of(base)
    values = edited(before, edit, version=version)
    if values | {"version": base, "since": before["since"]} == edited(before, Edit(), version=base) | {
        "since": before["since"]
    }:
        raise NothingChanged("The version says the same as the one in force.")
    found = objections(values)
    if found:
        raise GuardRail(found)
    values["since"] = at.date().isoformat()
    row = RuleVersion(
        version=version, base=base, content=values, why=why.strip(), proposed_by_id=by.id, proposed_at=at,
        trial=_tried(read_rules(values), by, at),
    )  # fmt: skip
    row.save(force_insert=True)
    write("rules.proposed", about=None, by=by, at=at, extra=_sealed(row))
    return row


@transaction.atomic
def answer_rules(*, version: str, confirmed: bool, by: Actor, at: datetime) -> RuleVersion:
    """Put a proposed version in force, or refuse it, as the second person; the version before ends and is kept.

    Raises NotAllowed, NotFound when no such version waits, and SamePerson for whoever proposed it.
    """
    require(by, "triage.rules.change")
    _one_change_at_a_time()
    row = RuleVersion.objects.filter(version=version, state=VersionState.PROPOSED).first()
    if row is None:
        raise NotFound("No such version waits for a second person.")
    if row.proposed_by_id == by.id:
        raise SamePerson("The second person is another person.")
    if confirmed:
        RuleVersion.objects.filter(state=VersionState.IN_FORCE).update(
            state=VersionState.REPLACED, ended_at=at
        )
    row.state = VersionState.IN_FORCE if confirmed else VersionState.REFUSED
    row.answered_by_id, row.answered_at = by.id, at
    row.save(update_fields=["state", "answered_by", "answered_at"])
    kind = "rules.in_force" if confirmed else "rules.refused"
    write(kind, about=None, by=by, at=at, extra=_sealed(row))
    return row


def _one_change_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _sealed(row: RuleVersion) -> dict[str, str]:
    """The version's name and the hash of its whole text: whoever holds the text can show that it is this one."""
    text = json.dumps(row.content, ensure_ascii=False, sort_keys=True)
    return {
        "version": row.version,
        "base": row.base,
        "rules_sha256": hashlib.sha256(text.encode()).hexdigest(),
    }


def _tried(proposed: rules.RuleFile, by: Actor, at: datetime) -> dict[str, Any]:
    """Counts by level under the rule in force and under the proposed one. The machine reads; no person sees a report."""
    now_in_force = rules_in_force()
    recent = Rating.objects.filter(agency_id=agency_of(by), at__gt=at - TRIED_OVER, cause="received")
    total = recent.count()
    step = -(-total // TRIED_AT_MOST) or 1
    rows = list(recent.order_by("at", "pk").values_list("report_id", "record_id"))[::step]
    before, after, raised, lowered = [0] * 5, [0] * 5, 0, 0
    for report_id, record_id in rows:
        signals = signals_known_now(report_id, record_id, by=by)
        old = rules.rate(signals, rulefile=now_in_force).level
        new = rules.rate(signals, rulefile=proposed).level
        before[old - 1] += 1
        after[new - 1] += 1
        raised, lowered = raised + (new < old), lowered + (new > old)
    return {
        "total": total, "tried": len(rows), "before": before, "after": after, "raised": raised, "lowered": lowered,
        "days": TRIED_OVER.days,
    }  # fmt: skip
