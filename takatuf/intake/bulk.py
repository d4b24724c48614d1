"""Taking many reports in by one transaction, row for row the same as one by one.

First each report is prepared: checked, sealed, its identifiers tokenised; that needs no database and may run in any
thread. Then many prepared reports are stored together. The machines' doors and the group commit both do just this.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from json.encoder import encode_basestring
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction

from takatuf.agencies.actions import open_records_in_bulk
from takatuf.agencies.models import RecordKind
from takatuf.intake.actions import SHORTEST_KEY, KeyReused, Received, receive_report
from takatuf.intake.apart import safe_hours_of, without_contact
from takatuf.intake.content import ContactWish, ReportContent, to_json
from takatuf.intake.derived import Derived, Deriver
from takatuf.intake.events import ReceivedInBulk, ReportsReceived
from takatuf.intake.pressure.arrival import Arrival
from takatuf.intake.regions import region_code
from takatuf.intake.statuses import MailboxStatus
from takatuf.kernel.actors import Actor
from takatuf.kernel.bulk import Bulk, Bytes, Ids, Texts, Uuids, uuid7_bytes, uuid_text
from takatuf.kernel.errors import InvalidInput, Refused
from takatuf.kernel.events import publish
from takatuf.ledger.actions import Line, write_many
from takatuf.people.actions import SealedIdentifier, seal_identifiers, store_identifiers
from takatuf.people.tokens import TokenMaker
from takatuf.vault.actions import store_data_keys
from takatuf.vault.batch import Cell, Nonces, RecordKey, new_record_keys, wrap_only
from takatuf.vault.keys import keyring

MOST = 1000
_CONTENT = Cell("intake_report", "content")
_CONTACT, _SAFE_HOURS = (
    Cell("intake_reportercontact", "contact"),
    Cell("intake_reportercontact", "safe_hours"),
)

log = structlog.get_logger(__name__)


class NotTaken(Refused):
    """The database refused this report for a reason of its own; nothing of it is stored, and it may be sent again."""


class TooMany(Refused):
    """More reports in one batch than are taken at once."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A report on its way in, with the key that its sender made for it."""

    content: ReportContent
    key: str = field(repr=False)
    arrival: Arrival | None = None  # of a public form: how it came to the door


Outcome = Received | KeyReused | InvalidInput | Refused


@dataclass(slots=True)
class _Contact:
    id: bytes
    record: RecordKey
    wrapped: bytes
    contact: bytes
    safe_hours: bytes
    canonical: bytes


@dataclass(slots=True)
class Prepared:
    """A report that is ready to be stored. Nothing in it is readable but what the events carry on."""

    incoming: Incoming = field(repr=False)
    lead: UUID
    apart: ReportContent = field(repr=False)
    text: str = field(repr=False)
    derived: Derived = field(repr=False)
    report_id: bytes
    mailbox_record: bytes
    record: RecordKey = field(repr=False)
    wrapped: tuple[bytes, bytes]
    sealed: bytes
    identifiers: list[SealedIdentifier]
    contact: _Contact | None
    code: str = ""

    @property
    def received(self) -> Received:
        """What its sender gets."""
        return Received(
            UUID(bytes=self.report_id), UUID(bytes=self.record.record), self.code, self.derived.mailbox_id,
            self.derived.receipt,
        )  # fmt: skip


def receive_reports(*, batch: Sequence[Incoming], lead: UUID, by: Actor, at: datetime) -> list[Outcome]:
    """Take up to 1,000 reports in by one transaction; the outcome of each, in their order.

    Each is stored as `receive_report` stores it, with the same promises about its key. What is wrong with one never
    stops the others: its outcome is InvalidInput or KeyReused, or NotTaken where the database itself refused it.
    Runs inside system_scope("intake"). Raises TooMany.
    """
    if len(batch) > MOST:
        raise TooMany(f"At most {MOST} reports are taken in one batch.")
    outcomes: list[Outcome | Prepared] = list(prepare(batch, lead=lead))
    ready = [each for each in outcomes if isinstance(each, Prepared)]
    stored = iter(store(ready, by=by, at=at))
    return [next(stored) if isinstance(each, Prepared) else each for each in outcomes]


def prepare(batch: Sequence[Incoming], *, lead: UUID) -> list[Prepared | Refused]:
    """Check, seal and tokenise each report; asks nothing of the database."""
    ring, count = keyring(), len(batch)
    ids = uuid7_bytes(3 * count)
    report_ids, records, mailbox_records = ids[:count], ids[count : 2 * count], ids[2 * count :]
    keys, wrapped = new_record_keys(ring, records)
    mailboxes = wrap_only(ring, mailbox_records)
    tools = _Tools(count)
    return [
        tools.prepare(
            incoming, lead, (report_ids[n], keys[n], wrapped[n]), (mailbox_records[n], mailboxes[n])
        )
        for n, incoming in enumerate(batch)
    ]


class _Tools:
    """What every report of a batch is prepared with."""

    def __init__(self, count: int) -> None:
        self._deriver, self._tokens = Deriver(), TokenMaker()
        self._nonces, self._ids = Nonces(8 * count), Ids(4 * count)  # as many as most reports need

    def prepare(
        self,
        incoming: Incoming,
        lead: UUID,
        report: tuple[bytes, RecordKey, bytes],
        mailbox: tuple[bytes, bytes],
    ) -> Prepared | Refused:
        report_id, record, wrapped = report
        try:
            if len(incoming.key) < SHORTEST_KEY:
                raise InvalidInput("key", "too_short", least=SHORTEST_KEY)
            whole = to_json(incoming.content)
            apart = without_contact(incoming.content)
            text = whole if apart is incoming.content else to_json(apart)
            return Prepared(
                incoming=incoming, lead=lead, apart=apart, text=text, derived=self._deriver.derive(incoming.key, whole),
                report_id=report_id, mailbox_record=mailbox[0], record=record, wrapped=(wrapped, mailbox[1]),
                sealed=record.seal(text, _CONTENT, report_id, self._nonces.next()),
                identifiers=seal_identifiers(
                    record=record, claims=apart.identifiers, tokens=self._tokens, nonces=self._nonces, ids=self._ids
                ),
                contact=self._contact(report_id, incoming.content.contact),
            )  # fmt: skip
        except UnicodeEncodeError:
            return InvalidInput("content", "half_a_character")
        except Refused as refusal:
            return refusal

    def _contact(self, report_id: bytes, wish: ContactWish) -> _Contact | None:
        """Sealed apart, under a record of its own that nobody leads."""
        if not wish.given:
            return None
        id, record_id = uuid7_bytes(2)
        (record,), (wrapped,) = new_record_keys(keyring(), [record_id])
        contact = _sorted_json({"name": wish.name, "phone": wish.phone, "email": wish.email})
        safe_hours = _sorted_json(safe_hours_of(wish))
        canonical = (
            f'{{"contact":{encode_basestring(contact)},"report":"{uuid_text(report_id)}",'
            f'"safe_hours":{encode_basestring(safe_hours)}}}'
        )
        return _Contact(
            id, record, wrapped, record.seal(contact, _CONTACT, id, self._nonces.next()),
            record.seal(safe_hours, _SAFE_HOURS, id, self._nonces.next()), canonical.encode(),
        )  # fmt: skip


def _sorted_json(values: dict[str, str]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def store(ready: Sequence[Prepared], *, by: Actor, at: datetime) -> list[Outcome]:
    """Store prepared reports together; where the database refuses the batch, one by one.

    Runs inside system_scope("intake"). An outage of the database is not an outcome: OperationalError goes on to the caller.
    """
    if not ready:
        return []
    try:
        with transaction.atomic():
            return _store_together(ready, by, at)
    except DatabaseError as error:
        if _is_outage(error):
            raise
        log.warning("intake.batch_refused", kind=type(error).__name__, count=len(ready))
    return [_store_alone(each, by, at) for each in ready]


def _is_outage(error: DatabaseError) -> bool:
    """Whether the connection is gone, so that trying one by one would fail as well."""
    from django.db import connection

    inner = connection.connection
    return inner is None or bool(inner.closed) or bool(getattr(inner, "broken", False)) or not str(error)


def _store_alone(each: Prepared, by: Actor, at: datetime) -> Outcome:
    try:
        return receive_report(
            content=each.incoming.content, key=each.incoming.key, lead=each.lead, by=by, at=at,
            arrival=each.incoming.arrival,
        )  # fmt: skip
    except Refused as refusal:
        return refusal
    except DatabaseError as error:
        if _is_outage(error):
            raise
        log.critical("intake.report_refused", kind=type(error).__name__)  # noqa: TRY400 - a trace would carry what it says
        return NotTaken("This report could not be stored; nothing of it was kept.")


def _store_together(ready: Sequence[Prepared], by: Actor, at: datetime) -> list[Outcome]:
    bulk = Bulk()
    first = _first_of_each_key(ready)
    _give_codes(bulk, list(first.values()), at)
    known = _claim(bulk, first, at)
    fresh = [each for token, each in first.items() if token not in known]
    if fresh:
        with bulk.pipeline():
            _insert(bulk, fresh, by, at)
            items = tuple(
                ReceivedInBulk(each.report_id, each.record, each.lead, each.apart, each.incoming.arrival)
                for each in fresh
            )
            publish(ReportsReceived(items, bulk, at))
    return [_outcome(each, first[each.derived.token], known) for each in ready]


def _first_of_each_key(ready: Sequence[Prepared]) -> dict[bytes, Prepared]:
    """By token, in the tokens' order: two batches that share keys claim them in one order and never block each other."""
    first: dict[bytes, Prepared] = {}
    for each in ready:
        first.setdefault(each.derived.token, each)
    return dict(sorted(first.items()))


def _give_codes(bulk: Bulk, rows: Sequence[Prepared], at: datetime) -> None:
    bulk.execute("SELECT nextval('intake_report_code') FROM generate_series(1, %s)", [len(rows)])
    year = at.astimezone(ZoneInfo(settings.TIME_ZONE)).year % 100
    for each, (number,) in zip(rows, bulk.fetchall(), strict=True):
        each.code = f"R-{year:02d}-{number:06d}"


_Known = dict[bytes, tuple[bytes, UUID, UUID, str]]


def _claim(bulk: Bulk, first: dict[bytes, Prepared], at: datetime) -> _Known:
    """Take the keys; returns those that were taken before. Waits while another transaction is about to take one."""
    rows = list(first.values())
    bulk.insert("intake_reportkey", {
        "token": Bytes(list(first)), "content_token": Bytes([each.derived.content_token for each in rows]),
        "report_id": Uuids([each.report_id for each in rows]), "record_id": Uuids([each.record.record for each in rows]),
        "code": Texts([each.code for each in rows]), "received_at": at,
    }, also="ON CONFLICT DO NOTHING")  # fmt: skip
    if bulk.rowcount == len(rows):
        return {}
    bulk.execute(
        "SELECT token, content_token, report_id, record_id, code FROM intake_reportkey WHERE token = ANY(%s::bytea[])",
        [Bytes(list(first))],
    )
    return {
        bytes(token): (bytes(content), report, record, code)
        for token, content, report, record, code in bulk.fetchall()
        if report.bytes != first[bytes(token)].report_id
    }


def _outcome(each: Prepared, first: Prepared, known: _Known) -> Outcome:
    before = known.get(each.derived.token)
    content_token = before[0] if before else first.derived.content_token
    if each.derived.content_token != content_token:
        return KeyReused("This key came with other content before.")
    if before:
        _, report, record, code = before
        return Received(report, record, code, each.derived.mailbox_id, each.derived.receipt, repeated=True)
    if each is first:
        return each.received
    again = first.received
    return Received(
        again.report_id, again.record_id, again.code, again.mailbox_id, again.receipt, repeated=True
    )


def _insert(bulk: Bulk, rows: Sequence[Prepared], by: Actor, at: datetime) -> None:
    contacts = [(each, each.contact) for each in rows if each.contact is not None]
    _open_records(bulk, rows, [contact for _, contact in contacts], at)
    _insert_reports(bulk, rows, at)
    bulk.insert("intake_mailbox", {
        "id": Uuids([each.derived.mailbox for each in rows]),
        "record_id": Uuids([each.mailbox_record for each in rows]), "report_id": Uuids([each.report_id for each in rows]),
        "holder_id": Uuids([each.lead.bytes for each in rows]), "status": MailboxStatus.RECEIVED.value, "closed_as": "",
        "changed_at": at,
    })  # fmt: skip
    store_identifiers(bulk=bulk, rows=[row for each in rows for row in each.identifiers], at=at)
    if contacts:
        bulk.insert("intake_reportercontact", {
            "id": Uuids([contact.id for _, contact in contacts]),
            "record_id": Uuids([contact.record.record for _, contact in contacts]),
            "report_id": Uuids([each.report_id for each, _ in contacts]),
            "contact": Bytes([contact.contact for _, contact in contacts]),
            "safe_hours": Bytes([contact.safe_hours for _, contact in contacts]), "given_at": at,
        })  # fmt: skip
    write_many(bulk, [line for each in rows for line in _lines(each)], by=by, at=at)


def _open_records(bulk: Bulk, rows: Sequence[Prepared], contacts: Sequence[_Contact], at: datetime) -> None:
    count, apart = len(rows), len(contacts)
    ids = [each.record.record for each in rows] + [each.mailbox_record for each in rows]
    ids += [contact.record.record for contact in contacts]
    kinds = [RecordKind.REPORT] * count + [RecordKind.MAILBOX] * count + [RecordKind.CONTACT] * apart
    leads = [each.lead.bytes for each in rows] * 2
    open_records_in_bulk(bulk, ids=ids, kinds=kinds, leads=[*leads, *[None] * apart], at=at)
    wrapped = [each.wrapped[0] for each in rows] + [each.wrapped[1] for each in rows]
    store_data_keys(bulk, ids, wrapped + [contact.wrapped for contact in contacts])


def _insert_reports(bulk: Bulk, rows: Sequence[Prepared], at: datetime) -> None:
    said = [each.incoming.content for each in rows]
    bulk.insert("intake_report", {
        "id": Uuids([each.report_id for each in rows]), "record_id": Uuids([each.record.record for each in rows]),
        "agency_id": Uuids([each.lead.bytes for each in rows]), "code": Texts([each.code for each in rows]),
        "channel": Texts([content.channel.value for content in said]),
        "reporter_kind": Texts([content.reporter_kind.value for content in said]),
        "language": Texts([content.language[:10] for content in said]),
        "kinds": ("{}::varchar[]", Texts(["{" + ",".join(kind.value for kind in content.kinds) + "}" for content in said])),
        "region": Texts([region_code(content.place.region) for content in said]), "received_at": at,
        "content": Bytes([each.sealed for each in rows]), "burst": _slow_lane(rows),
        "campaign": _campaigns(said),
    })  # fmt: skip


def _campaigns(said: Sequence[ReportContent]) -> object:
    """The codes of campaigns; mostly there is none in a batch, and then nothing is sent for them."""
    return Texts([content.campaign for content in said]) if any(content.campaign for content in said) else ""


def _slow_lane(rows: Sequence[Prepared]) -> object:
    """Which of them came by the slow lane; of machines none does."""
    slow = [each.incoming.arrival is not None and each.incoming.arrival.slow for each in rows]
    return ("{}::boolean", Texts(["t" if each else "f" for each in slow])) if any(slow) else False


def _lines(each: Prepared) -> list[Line]:
    """The ledger lines of one report, in the order in which `receive_report` writes them."""
    lines = []
    if each.contact is not None:
        lines.append(Line("contact.sealed", each.contact.record, each.contact.canonical))
    channel = each.incoming.content.channel.value
    identifiers = ",".join([uuid_text(row.id) for row in each.identifiers])
    canonical = (
        f'{{"channel":"{channel}","code":"{each.code}","content":{encode_basestring(each.text)},'
        f'"identifiers":"{identifiers}","report":"{uuid_text(each.report_id)}"}}'
    )
    lines.append(Line("report.received", each.record, canonical.encode()))
    return lines
