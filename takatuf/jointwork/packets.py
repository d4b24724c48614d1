"""What a referral shares, field by field, taken from the case at the moment of sending."""

from collections.abc import Sequence
from datetime import datetime

from takatuf.casework.models import PersonRole
from takatuf.casework.queries import (
    CaseRow,
    CaseView,
    RoleRow,
    concerns_of,
    people_of,
    report_codes_of,
    report_records_of,
)
from takatuf.jointwork.models import PacketField
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput
from takatuf.people.queries import IdentifierView, identifiers_of_all, open_person

_ONLINE = {"account", "url", "email"}


def packet_texts(
    case: CaseRow,
    fields: Sequence[str],
    *,
    request: str,
    by: Actor,
    at: datetime,
    view: CaseView | None = None,
) -> dict[str, str]:
    """The text of each field that is shared, empty where nothing is known; the child's name only when it is asked for.

    `view` is the case where the caller has opened it already: then it is not read again.
    Codes stay codes, so that the receiver reads them in their own language. Raises InvalidInput for a field that does
    not exist, and for a packet with nothing in it.
    """
    if not fields:
        raise InvalidInput("packet", "empty")
    for field in fields:
        if field not in PacketField.values or field == PacketField.WORKPLACE:
            raise InvalidInput(f"packet.{field}", "unknown_field")
    people = view.people if view else people_of(case.id, by=by, at=at)
    concerns = view.concerns if view else concerns_of(case.id, by=by)
    children = [row for row in people if row.role == PersonRole.CHILD and row.person]
    found = {
        PacketField.CHILD_CODE: ", ".join(row.person.code for row in children if row.person),
        PacketField.CHILD_AGE: ", ".join(
            str(row.person.age) for row in children if row.person and row.person.age is not None
        ),
        PacketField.CHILD_SEX: ", ".join(row.person.sex for row in children if row.person),
        PacketField.CONCERNS: ", ".join(row.kind for row in concerns),
        PacketField.REQUEST: request,
    }
    if PacketField.CHILD_NAME in fields:
        found[PacketField.CHILD_NAME] = _names(children, by, at)
    if PacketField.REPORTS in fields:
        codes = view.report_codes if view else report_codes_of(case.id, by=by)
        found[PacketField.REPORTS] = ", ".join(codes)
    if PacketField.ACCOUNTS in fields or PacketField.PHONES in fields:
        identifiers = _identifiers(case, by)
        found[PacketField.ACCOUNTS] = _values(identifiers, _ONLINE)
        found[PacketField.PHONES] = _values(identifiers, {"phone"})
    return {field: found[PacketField(field)] for field in dict.fromkeys(fields)}


def _names(children: Sequence[RoleRow], by: Actor, at: datetime) -> str:
    return ", ".join(name for row in children if (name := open_person(row.person_id, by=by, at=at).name))


def _identifiers(case: CaseRow, by: Actor) -> list[IdentifierView]:
    return identifiers_of_all(report_records_of(case.id, by=by, head=case), by=by)


def _values(identifiers: Sequence[IdentifierView], kinds: set[str]) -> str:
    """One line for each value, with its platform."""
    lines = [
        f"{row.value} ({row.platform})" if row.platform else row.value
        for row in identifiers
        if row.kind in kinds
    ]
    return "\n".join(dict.fromkeys(lines))
