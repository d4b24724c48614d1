"""The cycle of a filing: opened, files read and described, finished by its sender or by the clock, or withdrawn."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind
from takatuf.agencies.scope import system_scope
from takatuf.exchange.actions import Sent, receive_deliveries_in
from takatuf.exchange.cybertipline import parse_report
from takatuf.exchange.cybertipline.details import read_details
from takatuf.exchange.ispws.contents import (
    SaidFile,
    content_of_filing,
    facts_from_json,
    facts_to_json,
    messages_of_files,
)
from takatuf.exchange.ispws.models import Filing, FilingFile, FilingState
from takatuf.exchange.ispws.reading_files import FileFacts
from takatuf.exchange.keys import ProviderIdentity, provider_scope
from takatuf.exchange.models import Provider
from takatuf.intake.actions import write_as_reporter
from takatuf.intake.derived import derived_from_key
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound, Refused
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write
from takatuf.vault.keys import keyring
from takatuf.vault.tokens import uuid_from_secret

OPEN_FOR = timedelta(hours=24)  # from its opening
QUIET_FOR = timedelta(
    hours=1
)  # from its last change; the later of both counts. Source: field/reporting.md 4.1
LARGEST_DETAILS = 64 * 1024  # bytes of one document about one file
MOST_FILES = 1_000  # of one report, so that a report stays readable
AT_ONCE = 200  # filings that one round of the clock finishes

log = structlog.get_logger(__name__)


class FilingUnknown(NotFound):
    """No such report of this sender; a report of another sender is as unknown as one that never was."""


class FileUnknown(NotFound):
    """No such file of this report."""


class AlreadyRetracted(Refused):
    """The report was withdrawn."""


class AlreadyFinished(Refused):
    """The report was finished, by its sender or by the clock."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the sender is told: the report's number, and whether the same report was open already."""

    number: int
    repeated: bool


def open_filing(*, provider: ProviderIdentity, document: bytes, at: datetime) -> Opened:
    """Take in a `<report>` document, UTF-8; it is sealed for the provider's agency and becomes a report when finished.

    The same bytes of the same provider while the first are open are one filing. A filing that its sender escalates is
    received at once, so that triage sees it now. Opens scopes of its own. Raises InvalidInput as `parse_report` does.
    """
    content = parse_report(document, received_at=at)
    urgent = content.signals.partner_flagged_immediate is True
    with provider_scope(provider, at=at) as by:
        filing, repeated = _opened(provider, document, is_urgent=urgent, by=by, at=at)
    if urgent:
        _receive_at_once(filing.pk, at)
    return Opened(filing.number, repeated)


def _opened(
    provider: ProviderIdentity, document: bytes, *, is_urgent: bool, by: Actor, at: datetime
) -> tuple[Filing, bool]:
    secret = f"{provider.id} {hashlib.sha256(document).hexdigest()}"
    token = uuid_from_secret(keyring().purpose_key("filing-content"), secret).bytes
    _one_at_a_time(token)
    before = Filing.objects.filter(
        provider_id=provider.id, content_token=token, state=FilingState.OPEN
    ).first()
    if before is not None:
        return before, True
    filing = Filing(
        record_id=uuid7(), provider_id=provider.id, agency_id=provider.agency_id, number=_next_number(), is_urgent=is_urgent,
        content_token=token, opened_at=at, changed_at=at, due_at=at + OPEN_FOR,
    )  # fmt: skip
    open_record(id=filing.record_id, kind=RecordKind.REPORT, lead=provider.agency_id, at=at)
    text = document.decode("utf-8-sig")
    filing.seal(document=text)
    filing.save(force_insert=True)
    write(
        "filing.opened", about=filing.record_id, by=by, at=at, content={"filing": filing.pk, "document": text}
    )
    return filing, False


def _one_at_a_time(token: bytes) -> None:
    """Until this transaction ends, nobody else opens a filing of the same bytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(token[8:], "big", signed=True)])


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('exchange_filing_number')")
        return int(cursor.fetchone()[0])


def add_file(*, provider: ProviderIdentity, number: int, facts: FileFacts, at: datetime) -> str:
    """Note that a file was read for an open filing; returns the file's id, 32 hexadecimal digits.

    Opens a scope of its own. Raises FilingUnknown, AlreadyRetracted, AlreadyFinished, and InvalidInput for too many.
    """
    with provider_scope(provider, at=at) as by:
        filing = _open_one(provider, number)
        if FilingFile.objects.filter(filing_id=filing.pk).count() >= MOST_FILES:
            raise InvalidInput("/", "too_many", name="file", most=MOST_FILES)
        file = FilingFile(
            record_id=filing.record_id, filing_id=filing.pk, provider_id=provider.id, token=uuid7().hex, read_at=at
        )  # fmt: skip
        text = facts_to_json(facts)
        file.seal(facts=text)
        file.save(force_insert=True)
        _touch(filing, at)
        write(
            "filing.file_read", about=filing.record_id, by=by, at=at, content={"file": file.pk, "facts": text}
        )
        return file.token


def describe_file(*, provider: ProviderIdentity, document: bytes, at: datetime) -> int:
    """Keep what the sender says about a file, in place of what it said before; returns the report's number.

    Opens a scope of its own. Raises InvalidInput for a document that is not right, FilingUnknown, FileUnknown,
    AlreadyRetracted and AlreadyFinished.
    """
    if len(document) > LARGEST_DETAILS:
        raise InvalidInput("/", "too_large", limit=LARGEST_DETAILS)
    details = read_details(document, received_at=at)
    with provider_scope(provider, at=at) as by:
        filing = _open_one(provider, details.report_number)
        file = FilingFile.objects.filter(filing_id=filing.pk, token=details.file_token).first()
        if file is None:
            raise FileUnknown("No such file.")
        text = document.decode("utf-8-sig")
        file.seal(details=text)
        file.described_at = at
        file.save(update_fields=["details", "described_at"])
        _touch(filing, at)
        facts = {"file": file.pk, "details": text}
        write("filing.file_described", about=filing.record_id, by=by, at=at, content=facts)
        return filing.number


def retract_filing(*, provider: ProviderIdentity, number: int, at: datetime) -> None:
    """Withdraw an open filing; what it held is emptied.

    One that was received at once stays received: its mailbox is told, so that a person decides. Opens scopes of its
    own. Raises FilingUnknown, AlreadyRetracted and AlreadyFinished.
    """
    with provider_scope(provider, at=at):
        filing = _open_one(provider, number)
    if filing.report_id is not None:
        with translation.override(settings.LANGUAGE_CODE):
            withdrawn = _("The sender has withdrawn this report.")
        _tell_mailbox(filing, [withdrawn], at)
    with provider_scope(provider, at=at) as by:
        filing = _open_one(provider, number)
        _end(filing, FilingState.RETRACTED, at)
        write("filing.retracted", about=filing.record_id, by=by, at=at, content={"filing": filing.pk})


def finish_filing(*, provider: ProviderIdentity, number: int, at: datetime) -> list[str]:
    """File an open filing: it is a report from now on. Returns the ids of its files.

    Opens scopes of its own. Raises FilingUnknown, AlreadyRetracted and AlreadyFinished.
    """
    with provider_scope(provider, at=at):
        filing = _open_one(provider, number)
    return _finish(filing.pk, at, by_clock=False)


def finish_overdue_filings(*, at: datetime) -> int:
    """Finish what its senders left open, and receive what is urgent and was not received at once; returns how many.

    Called by the worker again and again; opens scopes of its own. One that fails is logged and tried again next time.
    """
    waiting = Q(due_at__lte=at) | Q(
        is_urgent=True, report__isnull=True, opened_at__lte=at - timedelta(seconds=10)
    )
    with system_scope("intake"):
        open_ones = Filing.objects.filter(waiting, state=FilingState.OPEN).order_by("due_at")
        due = list(open_ones.values_list("pk", "due_at")[:AT_ONCE])
    done = 0
    for filing_id, due_at in due:
        try:
            if due_at <= at:
                _finish(filing_id, at, by_clock=True)
            else:
                _receive_at_once(filing_id, at)
            done += 1
        except (AlreadyFinished, AlreadyRetracted):
            continue  # its sender was quicker
        except Exception as error:  # noqa: BLE001 - one report must not hold up the others; nothing of it is lost
            log.warning("filing.not_finished", filing=str(filing_id), kind=type(error).__name__)
    return done


def _open_one(provider: ProviderIdentity, number: int) -> Filing:
    row = Filing.objects.select_for_update().filter(provider_id=provider.id, number=number).first()
    if row is None:
        raise FilingUnknown("No such report.")
    return _still_open(row)


def _locked(filing_id: UUID) -> Filing:
    return _still_open(Filing.objects.select_for_update().get(pk=filing_id))


def _still_open(filing: Filing) -> Filing:
    if filing.state == FilingState.RETRACTED:
        raise AlreadyRetracted("This report was withdrawn.")
    if filing.state == FilingState.FINISHED:
        raise AlreadyFinished("This report is finished.")
    return filing


def _touch(filing: Filing, at: datetime) -> None:
    filing.changed_at = at
    filing.due_at = max(filing.opened_at + OPEN_FOR, at + QUIET_FOR)
    filing.save(update_fields=["changed_at", "due_at"])


def _end(filing: Filing, state: FilingState, at: datetime) -> None:
    """What the filing held is emptied: it stands in a report now, or was withdrawn."""
    FilingFile.objects.filter(filing_id=filing.pk).update(facts=None, details=None)
    filing.state, filing.ended_at, filing.document = state, at, None
    filing.save(update_fields=["state", "ended_at", "document", "by_clock", "report_id"])


def _files_of(filing: Filing) -> list[SaidFile]:
    rows = FilingFile.objects.filter(filing_id=filing.pk).order_by("id")
    return [SaidFile(row.token, facts_from_json(row.unseal("facts")), row.unseal("details")) for row in rows]


def _finish(filing_id: UUID, at: datetime, *, by_clock: bool) -> list[str]:
    """Receive the filing as a report, or say what was added to one that was received at once; then end it."""
    told: list[str] | None = None
    while True:
        with system_scope("intake") as by:
            filing = _locked(filing_id)
            files = _files_of(filing)
            news = messages_of_files(files)
            if filing.report_id is None:
                _receive(filing, files, by, at)
                news = []
            if not news or news == told:
                filing.by_clock = by_clock
                _end(filing, FilingState.FINISHED, at)
                facts = {"filing": filing.pk, "report": filing.report_id, "by_clock": by_clock}
                write("filing.finished", about=filing.record_id, by=by, at=at, content=facts)
                return [file.token for file in files]
        # The mailbox belongs to another scope. What arrived meanwhile is seen in the next round.
        _tell_mailbox(filing, news, at)
        told = news


def _receive_at_once(filing_id: UUID, at: datetime) -> None:
    with system_scope("intake") as by:
        filing = _locked(filing_id)
        if filing.report_id is not None:
            return
        # The files follow in the mailbox: triage does not wait for them.
        _receive(filing, [], by, at)
        filing.document = None
        filing.save(update_fields=["document", "report_id"])


def _receive(filing: Filing, files: Sequence[SaidFile], by: Actor, at: datetime) -> None:
    content = content_of_filing(
        filing.unseal("document"), files, number=filing.number, opened_at=filing.opened_at
    )
    row = Provider.objects.get(pk=filing.provider_id)
    provider = ProviderIdentity(row.pk, row.code, row.name, filing.agency_id, frozenset())
    sent = Sent(content, _key(filing))
    (delivered,) = receive_deliveries_in(provider=provider, reports=[sent], by=by, at=at)
    if delivered.received is None:
        raise delivered.refusal or Refused("The report was not taken.")
    filing.report_id = delivered.received.report_id


def _key(filing: Filing) -> str:
    return uuid_from_secret(keyring().purpose_key("filing-key"), str(filing.pk)).hex


def _tell_mailbox(filing: Filing, texts: Sequence[str], at: datetime) -> None:
    """Write as the sender; the receipt follows from the filing's key and is stored nowhere."""
    # The doors of the machines make a key the provider's own by putting its id before it.
    receipt = str(derived_from_key(f"{filing.provider_id}:{_key(filing)}", "").receipt)
    for text in texts:
        once = hashlib.sha256(text.encode()).hexdigest()
        write_as_reporter(receipt_text=receipt, text=text, at=at, key=f"filing {filing.pk} {once}")
