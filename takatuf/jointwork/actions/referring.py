"""Putting a case, or a part of it, into another agency's inbox."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.timezone import localtime

from takatuf.agencies.actions import open_record, require
from takatuf.agencies.models import Agency, Level, RecordKind
from takatuf.agencies.queries import agency
from takatuf.casework.queries import CaseRow, case_head
from takatuf.casework.rules import CaseIsClosed
from takatuf.clocks.duty.actions import request_ring
from takatuf.clocks.holidays.queries import calendar
from takatuf.clocks.models import DeadlineKind
from takatuf.jointwork.access import grant
from takatuf.jointwork.agreements.queries import covering_term
from takatuf.jointwork.agreements.rules import Term, within_agreement
from takatuf.jointwork.models import HookCall, LegalBasis, PacketField, Purpose, Referral
from takatuf.jointwork.packets import packet_texts
from takatuf.jointwork.referring.actions.routes import check_foreign, has_webhook, receiver_for
from takatuf.jointwork.rules import ANSWER_LIMITS, OPEN, ReferralState
from takatuf.jointwork.shared import known_agency, locked_referral, start_clock, stop_clock, told
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, Refused
from takatuf.kernel.ids import uuid7

URGENT, URGENT_WITHOUT_ACCOUNTS = 1, 2  # levels up to which a person is rung, or called and written to


class AlreadyReferred(Refused):
    """This agency is asked for this already, and has not ended it."""


@transaction.atomic
def refer_case(
    *,
    case_id: UUID,
    to_agency_id: UUID,
    purpose: Purpose,
    legal_basis: LegalBasis,
    packet: Sequence[str],
    by: Actor,
    at: datetime,
    level: int | None = None,
    request: str = "",
    country: str = "",
    suspect_works_there: bool = False,
) -> Referral:
    """Refer a case to an agency's inbox, with a packet of the named fields and a clock for the answer.

    The receiver reaches the referral's own record, never the case. `level` is the case's unless another is given;
    `request` says in words what is asked for. With `suspect_works_there` it goes to the agency's other inbox, and the agency
    itself sees nothing. A request to a foreign counterpart names a `country` and goes to the national contact point.
    Raises NotAllowed, NotFound, InvalidInput, AlreadyReferred, CaseIsClosed, NoOtherInbox, SuspectWorksThere,
    and with an agreement as the basis NoAgreement, OutsideAgreement.
    """
    require(by, "referral.send")
    if by.agency is None:
        raise NotAllowed("Only the staff of an agency refer.")
    case = case_head(case_id, by=by)
    receiver = receiver_for(
        case_id=case.id, to_agency_id=known_agency("to_agency", to_agency_id), from_agency_id=by.agency,
        suspect_works_there=suspect_works_there,
    )  # fmt: skip
    to_agency_id = receiver.agency_id
    _check(case, to_agency_id, purpose, legal_basis, by)
    country = check_foreign(purpose=purpose, country=country, to_agency_id=to_agency_id)
    texts = packet_texts(case, packet, request=request, by=by, at=at)
    if receiver.instead_of is not None:
        texts[PacketField.WORKPLACE] = agency(receiver.instead_of).code
    term = _agreed(to_agency_id, purpose, legal_basis, list(packet), by=by, at=at)
    referral = Referral(
        record_id=uuid7(), case_id=case.id, case_record_id=case.record_id, code=_next_code(at),
        from_agency_id=by.agency, to_agency_id=to_agency_id, level=level or case.level, country=country,
        purpose=purpose, legal_basis=legal_basis, packet=list(texts), sent_at=at, sent_by_id=by.id,
        agreement_id=term.agreement_id if term else None,
    )  # fmt: skip
    _put_in_inbox(referral, case, texts, by, at, hidden_from=receiver.instead_of)
    limits = ANSWER_LIMITS if term is None else within_agreement(ANSWER_LIMITS, term, at, calendar())
    due_at = start_clock(referral, DeadlineKind.REFERRAL_ANSWER, to_agency_id, limits, by=by, at=at)
    _ring_receiver(referral, by, at)
    _call_system(referral, due_at, at)
    _settle_declined(referral, by, at)
    told(
        referral, "referral_sent", by=by, at=at, notice_to=to_agency_id,
        content={
            "to_agency": to_agency_id, "purpose": purpose, "legal_basis": legal_basis, "level": referral.level,
            **{f"packet_{field}": text for field, text in texts.items()},
        },
    )  # fmt: skip
    return referral


def _agreed(
    to_agency_id: UUID, purpose: str, legal_basis: str, packet: Sequence[str], *, by: Actor, at: datetime
) -> Term | None:
    """What the agreement allows, where one is the basis; an agreement that does not count is no basis."""
    if legal_basis != LegalBasis.AGREEMENT or by.agency is None:
        return None
    return covering_term(from_id=by.agency, to_id=to_agency_id, purpose=purpose, packet=packet, at=at)


def _call_system(referral: Referral, due_at: datetime, at: datetime) -> None:
    """An agency with a system of its own is told by a signed call that says nothing about the case."""
    if has_webhook(agency_id=referral.to_agency_id):
        HookCall(
            record_id=referral.record_id, referral_id=referral.pk, agency_id=referral.to_agency_id, code=referral.code,
            level=referral.level, due_at=due_at, queued_at=at,
        ).save(force_insert=True)  # fmt: skip


def _put_in_inbox(
    referral: Referral,
    case: CaseRow,
    texts: dict[str, str],
    by: Actor,
    at: datetime,
    *,
    hidden_from: UUID | None,
) -> None:
    """The row on a record of its own: led by the sender, writable by the receiver, led by the case's lead as well."""
    open_record(id=referral.record_id, kind=RecordKind.REFERRAL, lead=referral.from_agency_id, at=at)
    referral.seal(packet_text=json.dumps(texts, ensure_ascii=False))
    referral.save(force_insert=True)
    grant(referral.record_id, referral.to_agency_id, Level.WRITE, by=by, at=at)
    if case.lead.id not in {referral.from_agency_id, referral.to_agency_id, hidden_from}:
        grant(referral.record_id, case.lead.id, Level.LEAD, by=by, at=at)


def _ring_receiver(referral: Referral, by: Actor, at: datetime) -> None:
    """Level 1 rings whoever is on duty there; an agency without accounts is called and written to at Level 2 as well."""
    has_accounts = Agency.objects.get(pk=referral.to_agency_id).uses_system
    if referral.level <= (URGENT if has_accounts else URGENT_WITHOUT_ACCOUNTS):
        request_ring(
            record_id=referral.record_id, subject_id=referral.pk, from_agency_id=referral.from_agency_id,
            to_agency_id=referral.to_agency_id, why="referral", by=by, at=at,
        )  # fmt: skip


def _check(case: CaseRow, to_agency_id: UUID, purpose: str, legal_basis: str, by: Actor) -> None:
    if case.closed_at is not None:
        raise CaseIsClosed("The case is closed.")
    if to_agency_id == by.agency:
        raise InvalidInput("to_agency", "own_agency")
    if purpose not in Purpose.values:
        raise InvalidInput("purpose", "unknown_code")
    if legal_basis not in LegalBasis.values:
        raise InvalidInput("legal_basis", "unknown_code")
    same = Referral.objects.filter(
        case_id=case.id, to_agency_id=to_agency_id, purpose=purpose, state__in=OPEN
    )
    if same.exists():
        raise AlreadyReferred("This agency is asked for this already.")


def _next_code(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('jointwork_referral_number')")
        return f"F-{localtime(at):%y}-{cursor.fetchone()[0]:06d}"


def _settle_declined(referral: Referral, by: Actor, at: datetime) -> None:
    """A new referral for the same purpose is the other way that a declined one waited for."""
    declined = Referral.objects.filter(
        case_id=referral.case_id,
        purpose=referral.purpose,
        state=ReferralState.DECLINED,
        from_agency_id=by.agency,
    )
    for row in declined.order_by("pk"):
        stop_clock(locked_referral(row.pk), DeadlineKind.REFERRAL_RETURNED, by=by, at=at)
