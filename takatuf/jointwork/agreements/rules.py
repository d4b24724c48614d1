"""What an agreement allows; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from takatuf.clocks.rules import Calendar, Limit, add_time
from takatuf.kernel.errors import Refused

REMIND_BEFORE = timedelta(days=60)


class NoAgreement(Refused):
    """No agreement in force lets this agency share with that one for this purpose."""


class OutsideAgreement(Refused):
    """The agreement in force does not allow these fields; `fields` names them."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = tuple(fields)


@dataclass(frozen=True, slots=True)
class Term:
    """One direction and purpose: which fields, and how fast the receiver answers."""

    agreement_id: UUID
    from_id: UUID
    to_id: UUID
    purpose: str
    fields: tuple[str, ...]
    answer_within: Limit


def is_in_force(*, signed: int, valid_from: date, valid_to: date, ended: bool, on: date) -> bool:
    """Whether an agreement counts on a day: signed by both, begun, not run out and not ended."""
    return signed == 2 and not ended and valid_from <= on <= valid_to


def fields_outside(term: Term, packet: Iterable[str]) -> tuple[str, ...]:
    """The fields of a packet that the term does not allow; what is asked for in words is always allowed."""
    return tuple(field for field in packet if field not in {*term.fields, "request"})


def covering(terms: Sequence[Term], packet: Sequence[str]) -> Term:
    """The term that covers a packet, of those for its direction and purpose.

    Raises NoAgreement when there is none, OutsideAgreement with the fewest fields that none of them allows.
    """
    if not terms:
        raise NoAgreement("No agreement in force covers this purpose.")
    best = min(terms, key=lambda term: len(fields_outside(term, packet)))
    if outside := fields_outside(best, packet):
        raise OutsideAgreement(outside)
    return best


def within_agreement(
    limits: Mapping[int, Limit], term: Term, start: datetime, calendar: Calendar
) -> dict[int, Limit]:
    """The limit of each level, or the agreement's where that ends sooner: an agreement never makes anybody wait longer."""
    return {
        level: min((limit, term.answer_within), key=lambda one: add_time(start, one, calendar))
        for level, limit in limits.items()
    }
