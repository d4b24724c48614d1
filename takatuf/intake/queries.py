"""Reports for those who read them, and the mailbox for the holder of its receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.scope import reporter_scope
from takatuf.intake.content import ReportContent, Signals, from_json
from takatuf.intake.derived import mailbox_id_of
from takatuf.intake.mailbox.queries import MailboxSide, side_of_mailbox
from takatuf.intake.mailbox.reported import ReceiptUnknown as ReceiptUnknown  # noqa: PLC0414 - a name of this module for others
from takatuf.intake.models import (
    ChannelChoices,
    Direction,
    KindChoices,
    Mailbox,
    Message,
    Report,
    ReporterKindChoices,
)
from takatuf.intake.statuses import ClosedAs, MailboxStatus
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound
from takatuf.people.queries import IdentifierView, identifiers_of


@dataclass(frozen=True, slots=True)
class ReportHead:
    """What lists show of a report: nothing that it says."""

    id: UUID
    record_id: UUID
    agency_id: UUID
    code: str
    channel: str
    channel_label: str
    reporter_kind: str
    reporter_label: str
    language: str
    kinds: tuple[str, ...]
    kind_labels: tuple[str, ...]
    region: str
    received_at: datetime
    burst: bool


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message for staff, opened."""

    id: UUID
    from_reporter: bool
    text: str
    at: datetime
    written_by: UUID | None
    read_at: datetime | None
    danger: bool


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report, opened: what was told, the identifiers, the messages, and what the reporter's page says."""

    head: ReportHead
    content: ReportContent
    identifiers: tuple[IdentifierView, ...]
    messages: tuple[MessageRow, ...]
    reporter_status: str
    reporter_status_label: str


def _head(report: Report) -> ReportHead:
    return ReportHead(
        id=report.pk,
        record_id=report.record_id,
        agency_id=report.agency_id,
        code=report.code,
        channel=report.channel,
        channel_label=str(ChannelChoices(report.channel).label),
        reporter_kind=report.reporter_kind,
        reporter_label=str(ReporterKindChoices(report.reporter_kind).label),
        language=report.language,
        kinds=tuple(report.kinds),
        kind_labels=tuple(str(KindChoices(kind).label) for kind in report.kinds),
        region=report.region,
        received_at=report.received_at,
        burst=report.burst,
    )


def _report(report_id: UUID) -> Report:
    report = Report.objects.filter(pk=report_id).first()
    if report is None:
        raise NotFound("No such report.")
    return report


def report_head(report_id: UUID, *, by: Actor) -> ReportHead:
    """The outside of one report. Raises NotFound, also for those who may not know."""
    del by  # the scope of the actor is in the database
    return _head(_report(report_id))


def report_heads(report_ids: Sequence[UUID], *, by: Actor) -> dict[UUID, ReportHead]:
    """The outside of several reports by id; those that the actor does not reach are left out."""
    del by
    return {report.pk: _head(report) for report in Report.objects.filter(pk__in=list(report_ids))}


def report_by_code(code: str, *, by: Actor, at: datetime) -> ReportHead | None:
    """The outside of the report with this code, in capitals; None where there is none, also for those who may not know.

    Puts the look on record.
    """
    report = Report.objects.filter(code=code).first()
    if report is None:
        return None
    disclose(record_ids=[report.record_id], what="search", by=by, at=at)
    return _head(report)


def kind_choices() -> list[tuple[str, str]]:
    """Every kind of report with its words, for forms."""
    return [(value, str(label)) for value, label in KindChoices.choices]


def heads_by_record(record_ids: Sequence[UUID], *, by: Actor) -> dict[UUID, ReportHead]:
    """The outside of several reports by their record; other records, and those out of reach, are left out."""
    del by
    rows = Report.objects.filter(record_id__in=list(record_ids))
    return {report.record_id: _head(report) for report in rows}


def heads_by_mailbox(mailbox_ids: Sequence[UUID], *, by: Actor) -> dict[UUID, ReportHead]:
    """The outside of the reports to which these mailboxes belong; those that the actor does not reach are left out."""
    mailboxes = dict(Mailbox.objects.filter(pk__in=list(mailbox_ids)).values_list("pk", "report_id"))
    heads = report_heads(list(mailboxes.values()), by=by)
    return {mailbox: heads[report] for mailbox, report in mailboxes.items() if report in heads}


def reports(*, by: Actor, at: datetime, most: int = 50, before: datetime | None = None) -> list[ReportHead]:
    """One page of the reports that the actor reaches, the newest first; `before` turns the page. The look is on record.

    Raises NotAllowed.
    """
    require(by, "report.read")
    rows = Report.objects.order_by("-received_at", "-pk")
    if before is not None:
        rows = rows.filter(received_at__lt=before)
    heads = [_head(report) for report in rows[:most]]
    disclose(record_ids=[head.record_id for head in heads], what="reports", by=by, at=at)
    return heads


def open_report(report_id: UUID, *, by: Actor, at: datetime) -> ReportView:
    """Open one report with its messages; the look is put on record.

    How the reporter may be reached is not here: it is a record of its own. Raises NotAllowed, and NotFound also for
    those who may not know.
    """
    require(by, "report.read")
    report = _report(report_id)
    mailbox = Mailbox.objects.filter(report_id=report_id).first()
    looked_at = [report.record_id, *([mailbox.record_id] if mailbox else [])]
    disclose(record_ids=looked_at, what="open_report", by=by, at=at)
    status = mailbox.status if mailbox else ""
    return ReportView(
        head=_head(report),
        content=from_json(report.unseal("content")),
        identifiers=tuple(identifiers_of(report.record_id, by=by)),
        messages=tuple(_messages(mailbox)) if mailbox else (),
        reporter_status=status,
        reporter_status_label=str(MailboxStatus(status).label) if status else "",
    )


def _messages(mailbox: Mailbox) -> list[MessageRow]:
    rows = Message.objects.filter(mailbox_id=mailbox.pk).order_by("at", "pk")
    return [
        MessageRow(
            row.pk, row.direction == Direction.FROM_REPORTER, row.unseal("text"), row.at, row.written_by_id, row.read_at,
            row.danger,
        )
        for row in rows
    ]  # fmt: skip


def report_signals(report_id: UUID, *, by: Actor) -> Signals:
    """The facts that triage reads, from the report's own text; the caller has opened the report.

    Raises NotFound, also for those who may not know.
    """
    del by
    return from_json(_report(report_id).unseal("content")).signals


def danger_said_about(report_id: UUID, *, by: Actor) -> bool:
    """Whether the reporter has said since, in a message, that somebody is in danger now; false also for those out of reach."""
    del by
    return Message.objects.filter(danger=True, mailbox__report_id=report_id).exists()


def dangers_said(*, since: datetime, by: Actor) -> dict[UUID, datetime]:
    """The reports about which danger was said in a message since then, each with the moment of the newest one."""
    del by
    rows = Message.objects.filter(danger=True, at__gte=since).values_list("mailbox__report_id")
    return dict(rows.annotate(newest=Max("at")).order_by("newest"))


def report_contents(report_ids: Sequence[UUID], *, by: Actor) -> dict[UUID, ReportContent]:
    """What several reports say, for the machine that compares them; no person sees it. Out of reach is left out."""
    del by  # the scope of the actor is in the database
    rows = Report.objects.filter(pk__in=list(report_ids))
    return {row.pk: from_json(row.unseal("content")) for row in rows}


@dataclass(frozen=True, slots=True)
class MailboxLine:
    """A message as the holder of the receipt reads it: no name of a worker."""

    from_reporter: bool
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MailboxView:
    """All that a receipt shows: how far the report is, and the messages. Never the report (practice.md 10)."""

    status: str
    status_words: str
    closed_words: str
    changed_at: datetime
    messages: tuple[MailboxLine, ...]
    side: MailboxSide


def open_mailbox(receipt_text: str) -> MailboxView:
    """Open the mailbox of a receipt, as words or digits, in a scope of its own; never inside another scope.

    Raises ReceiptUnknown, in the same way and after the same steps for every receipt that opens nothing.
    """
    mailbox_id = mailbox_id_of(receipt_text)
    with reporter_scope(mailbox_id):
        mailbox = Mailbox.objects.filter(pk=mailbox_id).first()
        rows = list(Message.objects.filter(mailbox_id=mailbox_id).order_by("at", "pk"))
        side = side_of_mailbox(mailbox_id)
        if mailbox is None:
            raise ReceiptUnknown("No mailbox has this receipt.")
        lines = tuple(
            MailboxLine(row.direction == Direction.FROM_REPORTER, row.unseal("text"), row.at) for row in rows
        )
    status = _shown_status(mailbox, lines)
    return MailboxView(
        status=status.value,
        status_words=str(status.label),
        closed_words=str(ClosedAs(mailbox.closed_as).label) if mailbox.closed_as else "",
        changed_at=mailbox.changed_at,
        messages=lines,
        side=side,
    )


def mailbox_status(mailbox_id: UUID) -> tuple[str, str]:
    """The status of a mailbox and its words, for who sent the report by machine; in a scope of its own. Raises NotFound."""
    with reporter_scope(mailbox_id):
        mailbox = Mailbox.objects.filter(pk=mailbox_id).first()
    if mailbox is None:
        raise NotFound("No such mailbox.")
    status = MailboxStatus(mailbox.status)
    return status.value, str(status.label)


def _shown_status(mailbox: Mailbox, lines: Sequence[MailboxLine]) -> MailboxStatus:
    """A question that the reporter has answered since is not asked any more."""
    status = MailboxStatus(mailbox.status)
    answered = bool(lines) and lines[-1].from_reporter and lines[-1].at > mailbox.changed_at
    return MailboxStatus.BEING_READ if status is MailboxStatus.ANSWER_NEEDED and answered else status
