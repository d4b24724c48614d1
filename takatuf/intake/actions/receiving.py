"""Taking one report in, exactly once."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind
from takatuf.intake.apart import safe_hours_of, without_contact
from takatuf.intake.content import ContactWish, ReportContent, to_json
from takatuf.intake.derived import Derived, derived_from_key
from takatuf.intake.events import ReportReceived
from takatuf.intake.models import Mailbox, Report, ReporterContact, ReportKey
from takatuf.intake.pressure.arrival import Arrival
from takatuf.intake.receipts import Receipt
from takatuf.intake.regions import region_code
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, Refused
from takatuf.kernel.events import publish
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write
from takatuf.people.actions import add_identifiers

SHORTEST_KEY = 16


class KeyReused(Refused):
    """The same key came with other content: taking it for the first report would lose what was changed."""


@dataclass(frozen=True, slots=True)
class Received:
    """What the sender of a report gets back, the same each time the same report is sent."""

    report_id: UUID
    record_id: UUID
    code: str
    mailbox_id: UUID = field(repr=False)
    receipt: Receipt = field(repr=False)
    repeated: bool = False


@transaction.atomic
def receive_report(
    *, content: ReportContent, key: str, lead: UUID, by: Actor, at: datetime, arrival: Arrival | None = None
) -> Received:
    """Take a report in on behalf of the agency `lead`, which owns it from this moment.

    Runs inside system_scope("intake"). `key` is made by the sender (16 characters or more, hard to guess, one for each
    report): sent twice, also at the same moment, it is one report with one receipt. The reporter's contact is sealed
    in a record of its own. When this returns and the scope has ended, the report is stored.

    Raises InvalidInput for a short key, KeyReused when the key came with other content before.
    """
    if len(key) < SHORTEST_KEY:
        raise InvalidInput("key", "too_short", least=SHORTEST_KEY)
    derived = derived_from_key(key, to_json(content))
    before = ReportKey.objects.filter(pk=derived.token).first()
    if before is None:
        report = _report(content, lead, at)
        report.burst = arrival is not None and arrival.slow
        if _claim(derived, report):
            return _store(report, content, derived, by, at, arrival=arrival)
        # Another transaction stored the same report while this one waited for its key.
        before = ReportKey.objects.get(pk=derived.token)
    if bytes(before.content_token) != derived.content_token:
        raise KeyReused("This key came with other content before.")
    return Received(
        before.report_id, before.record_id, before.code, derived.mailbox_id, derived.receipt, repeated=True
    )  # fmt: skip


def _report(content: ReportContent, lead: UUID, at: datetime) -> Report:
    return Report(
        record_id=uuid7(), agency_id=lead, code=_next_code(at), channel=content.channel.value,
        reporter_kind=content.reporter_kind.value, language=content.language[:10],
        kinds=[kind.value for kind in content.kinds], received_at=at,
        region=region_code(content.place.region), campaign=content.campaign,
    )  # fmt: skip


def _next_code(at: datetime) -> str:
    """R-YY-NNNNNN by a sequence: two reports at once never wait for each other, and a gap means nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('intake_report_code')")
        year = at.astimezone(ZoneInfo(settings.TIME_ZONE)).year % 100
        return f"R-{year:02d}-{cursor.fetchone()[0]:06d}"


def _claim(derived: Derived, report: Report) -> bool:
    """Take the key for this report; False when it is taken. Waits while another transaction is about to take it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO intake_reportkey (token, content_token, report_id, record_id, code, received_at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [
                derived.token,
                derived.content_token,
                report.pk,
                report.record_id,
                report.code,
                report.received_at,
            ],
        )
        return bool(cursor.rowcount == 1)


def _store(
    report: Report,
    content: ReportContent,
    derived: Derived,
    by: Actor,
    at: datetime,
    *,
    arrival: Arrival | None,
) -> Received:
    apart = without_contact(content)
    open_record(id=report.record_id, kind=RecordKind.REPORT, lead=report.agency_id, at=at)
    text = to_json(apart)
    report.seal(content=text)
    report.save(force_insert=True)
    mailbox = Mailbox(
        id=derived.mailbox_id, record_id=uuid7(), report_id=report.pk, holder_id=report.agency_id, changed_at=at
    )  # fmt: skip
    open_record(id=mailbox.record_id, kind=RecordKind.MAILBOX, lead=report.agency_id, at=at)
    mailbox.save(force_insert=True)
    identifiers = add_identifiers(record_id=report.record_id, claims=apart.identifiers, at=at)
    if content.contact.given:
        _store_contact(report, content.contact, by, at)
    facts = {
        "report": report.pk, "code": report.code, "channel": report.channel, "content": text,
        "identifiers": ",".join(map(str, identifiers)),
    }  # fmt: skip
    write("report.received", about=report.record_id, by=by, at=at, content=facts)
    publish(
        ReportReceived(
            report_id=report.pk, record_id=report.record_id, mailbox_record_id=mailbox.record_id,
            agency_id=report.agency_id, at=at, content=apart, arrival=arrival,
        )
    )  # fmt: skip
    return Received(report.pk, report.record_id, report.code, derived.mailbox_id, derived.receipt)


def _store_contact(report: Report, wish: ContactWish, by: Actor, at: datetime) -> None:
    """Sealed apart: nobody leads this record, so no agency reaches it until two persons open it with a reason."""
    row = ReporterContact(record_id=uuid7(), report_id=report.pk, given_at=at)
    open_record(id=row.record_id, kind=RecordKind.CONTACT, lead=None, at=at)
    contact = json.dumps(
        {"name": wish.name, "phone": wish.phone, "email": wish.email}, ensure_ascii=False, sort_keys=True
    )
    safe_hours = json.dumps(safe_hours_of(wish), ensure_ascii=False, sort_keys=True)
    row.seal(contact=contact, safe_hours=safe_hours)
    row.save(force_insert=True)
    facts = {"contact": contact, "safe_hours": safe_hours, "report": report.pk}
    write("contact.sealed", about=row.record_id, by=by, at=at, content=facts)
