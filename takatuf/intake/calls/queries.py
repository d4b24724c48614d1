"""Calls, call-backs, patterns, debriefs and paper forms for those who work at the hotline."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.models import Sector
from takatuf.agencies.queries import AgencyName, agencies, workers_by_id
from takatuf.intake.calls.callers import caller_tokens, open_number
from takatuf.intake.calls.contents import notes_of, tongue_to_interpret
from takatuf.intake.calls.models import (
    AttemptResult,
    Call,
    CallAttempt,
    CallBack,
    CallOutcome,
    CallState,
    CallTransfer,
    Debrief,
    PaperForm,
    PaperState,
    RingingCall,
    VoidReason,
)
from takatuf.intake.calls.rows import (
    CallBackRow,
    CallBackView,
    CallerHistory,
    CallRow,
    CallView,
    DebriefRow,
    EarlierCall,
    PaperRow,
    PatternRow,
    RingingRow,
    TransferRow,
)
from takatuf.intake.calls.rules import ATTEMPTS_ALONE, PATTERN_DAYS, pattern_of, within_safe_hours
from takatuf.intake.derived import derived_from_key
from takatuf.intake.models import Mailbox
from takatuf.intake.queries import heads_by_record, report_heads
from takatuf.intake.receipts import Receipt
from takatuf.intake.statuses import MailboxStatus
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotFound
from takatuf.people.queries import records_naming

SHOWN_EARLIER = 6
RINGS_FOR = timedelta(minutes=5)


def _rows(calls: Sequence[Call], by: Actor) -> list[CallRow]:
    staff = workers_by_id({call.taken_by_id for call in calls})
    heads = report_heads([call.report_id for call in calls if call.report_id], by=by)
    ids = [call.pk for call in calls]
    danger = set(CallTransfer.objects.filter(call_id__in=ids).values_list("call_id", flat=True))
    serials = dict(PaperForm.objects.filter(call_id__in=ids).values_list("call_id", "serial"))
    return [
        CallRow(
            id=call.pk, record_id=call.record_id, taken_by=staff.get(call.taken_by_id), state=call.state, outcome=call.outcome,
            outcome_label=str(CallOutcome(call.outcome).label) if call.outcome else "", started_at=call.started_at,
            ended_at=call.ended_at, report_id=call.report_id,
            report_code=heads[call.report_id].code if call.report_id in heads else "", in_danger=call.pk in danger,
            serial=serials.get(call.pk, ""),
        )
        for call in calls
    ]  # fmt: skip


def open_calls(*, by: Actor) -> list[CallRow]:
    """The calls that are being written, and those that were sent and whose receipt was not spoken; the oldest first.

    Raises NotAllowed.
    """
    require(by, "call.take")
    rows = Call.objects.filter(ended_at__isnull=True, state__in=[CallState.OPEN, CallState.SENT])
    return _rows(list(rows.order_by("started_at", "pk")[:100]), by)


def ringing_calls(*, by: Actor, at: datetime) -> list[RingingRow]:
    """The calls that ring at the own agency now, the longest first. Raises NotAllowed.

    What the telephone system never said was over rings for five minutes.
    """
    require(by, "call.take")
    rows = RingingCall.objects.filter(over_at__isnull=True, came_at__gt=at - RINGS_FOR).order_by("came_at")[
        :20
    ]
    return [_ringing(row) for row in rows]


def _ringing(row: RingingCall) -> RingingRow:
    number = open_number(row.number)
    calls = Call.objects.filter(caller_token__in=caller_tokens(number)) if number else Call.objects.none()
    silent = calls.filter(outcome=CallOutcome.SILENT).count()
    return RingingRow(row.pk, number, row.line, row.came_at, calls.count(), silent)


def ended_calls(*, by: Actor, at: datetime, most: int = 20) -> list[CallRow]:
    """The calls that ended last. The look at the list is on record. Raises NotAllowed."""
    require(by, "call.take")
    rows = _rows(list(Call.objects.filter(ended_at__isnull=False).order_by("-ended_at", "-pk")[:most]), by)
    disclose(record_ids=[row.record_id for row in rows], what="ended_calls", by=by, at=at)
    return rows


def open_call(call_id: UUID, *, by: Actor, at: datetime) -> CallView:
    """Open one call; the look is on record. Raises NotAllowed, and NotFound also for those who may not know."""
    require(by, "call.take")
    call = _call(call_id)
    disclose(record_ids=[call.record_id], what="open_call", by=by, at=at)
    back = CallBack.objects.filter(call_id=call.pk, ended_at__isnull=True).first()
    return CallView(
        row=_rows([call], by)[0],
        number=call.unseal("caller_number"),
        values=notes_of(call),
        saved_at=call.saved_at,
        transfers=_transfers(call),
        call_back_due_at=back.due_at if back else None,
        debrief_asked=Debrief.objects.filter(call_id=call.pk, worker_id=by.id, held_at__isnull=True).exists(),
    )


def call_head(call_id: UUID, *, by: Actor) -> CallRow:
    """The outside of one call. Raises NotAllowed and NotFound."""
    require(by, "call.take")
    return _rows([_call(call_id)], by)[0]


def _call(call_id: UUID) -> Call:
    call = Call.objects.filter(pk=call_id).first()
    if call is None:
        raise NotFound("No such call.")
    return call


def _transfers(call: Call) -> tuple[TransferRow, ...]:
    names = {agency.id: agency for agency in agencies()}
    rows = CallTransfer.objects.filter(call_id=call.pk).order_by("asked_at", "pk")
    return tuple(
        TransferRow(names[row.agency_id], row.asked_at, row.accepted_at, row.unseal("accepted_name")) for row in rows
    )  # fmt: skip


def who_may_take_over(*, by: Actor) -> list[tuple[AgencyName, str]]:
    """The agencies that a call in danger may be handed to, with the number at which the one on duty is rung.

    Police first: most dangers are theirs. Courts and ministries are never asked.
    """
    order = [Sector.POLICE, Sector.HEALTH, Sector.SOCIAL, Sector.PROSECUTION, Sector.OTHER]
    found = [one for one in agencies() if one.sector in order and one.id != by.agency]
    numbers = _duty_contacts([one.id for one in found])
    found.sort(key=lambda one: (order.index(Sector(one.sector)), one.code))
    return [(one, numbers.get(one.id, "")) for one in found]


def _duty_contacts(agency_ids: list[UUID]) -> dict[UUID, str]:
    from takatuf.agencies.models import Agency

    return dict(Agency.objects.filter(pk__in=agency_ids).values_list("pk", "duty_contact"))


def receipt_of_call(call_id: UUID, *, by: Actor, at: datetime) -> Receipt | None:
    """The receipt of a call that was sent and is not finished, to be spoken; None before it is sent and after.

    The look is on record. Raises NotAllowed and NotFound.
    """
    require(by, "call.take")
    call = _call(call_id)
    if call.state != CallState.SENT or call.ended_at is not None or call.report_id is None:
        return None
    disclose(record_ids=[call.record_id], what="receipt_of_call", by=by, at=at)
    return derived_from_key(call.unseal("key"), "").receipt


def earlier_calls(call_id: UUID, *, by: Actor, at: datetime) -> CallerHistory:
    """Who else called from the number of this call. The look at those calls is on record.

    It speaks of a telephone: a family, a school or a shop may share one. Raises NotAllowed and NotFound.
    """
    require(by, "call.take")
    call = _call(call_id)
    number = call.unseal("caller_number")
    if not number:
        return CallerHistory(known=False)
    others = list(
        Call.objects.filter(caller_token__in=caller_tokens(number), agency_id=call.agency_id)
        .exclude(pk=call.pk)
        .order_by("-started_at", "-pk")[:200]
    )
    disclose(record_ids=[one.record_id for one in others[:SHOWN_EARLIER]], what="earlier_calls", by=by, at=at)
    week = [one for one in others if one.started_at > at - PATTERN_DAYS]
    silent = sum(one.outcome == CallOutcome.SILENT for one in week)
    named = heads_by_record(records_naming("phone", number, by=by), by=by)
    return CallerHistory(
        known=True,
        total=len(others),
        this_week=len(week),
        silent_this_week=silent,
        pattern=pattern_of(total=len(week) + 1, silent=silent + (call.outcome == CallOutcome.SILENT)),
        lines=tuple(_earlier(others[:SHOWN_EARLIER], by)),
        named_in=tuple(sorted(head.code for head in named.values())),
    )


def _earlier(calls: Sequence[Call], by: Actor) -> Iterable[EarlierCall]:
    reports = [call.report_id for call in calls if call.report_id]
    says = dict(Mailbox.objects.filter(report_id__in=reports).values_list("report_id", "status"))
    for call, row in zip(calls, _rows(calls, by), strict=True):
        status = says.get(call.report_id) if call.report_id else None
        yield EarlierCall(
            row.started_at, row.outcome, row.outcome_label, row.taken_by, row.report_code,
            str(MailboxStatus(status).label) if status else "",
        )  # fmt: skip


def callbacks_due(*, by: Actor, at: datetime) -> list[CallBackRow]:
    """Every call-back that the own agency promised and has not kept, the most overdue first; without numbers.

    For the queue and the handover page. Those that are due later stand in it too: `due_at` says when. Raises NotAllowed.
    """
    require(by, "call.take")
    del at
    return [row for row, _ in _call_backs(by)]


def callbacks_to_make(*, by: Actor, at: datetime) -> list[CallBackView]:
    """The same with numbers and rules, for whoever calls now; the look is on record. Raises NotAllowed."""
    require(by, "call.take")
    found = _call_backs(by)
    disclose(record_ids=[row.record_id for row, _ in found], what="callbacks_to_make", by=by, at=at)
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE)).time()
    calls = Call.objects.in_bulk([row.call_id for row, _ in found])
    return [
        CallBackView(
            row, back.unseal("number"), back.unseal("who_answers"), back.leave_message, back.safe_from, back.safe_until,
            within_safe_hours(local, back.safe_from, back.safe_until), tongue_to_interpret(notes_of(calls[back.call_id])),
        )
        for row, back in found
    ]  # fmt: skip


def _call_backs(by: Actor) -> list[tuple[CallBackRow, CallBack]]:
    backs = list(CallBack.objects.filter(ended_at__isnull=True).order_by("due_at", "pk")[:200])
    attempts: dict[UUID, list[CallAttempt]] = defaultdict(list)
    for attempt in CallAttempt.objects.filter(call_back_id__in=[back.pk for back in backs]).order_by(
        "at", "pk"
    ):
        attempts[attempt.call_back_id].append(attempt)
    staff = workers_by_id({back.promised_by_id for back in backs})
    reports = dict(
        Call.objects.filter(pk__in=[back.call_id for back in backs], report__isnull=False).values_list("pk", "report_id")
    )  # fmt: skip
    heads = report_heads(list(reports.values()), by=by)
    rows = []
    for back in backs:
        tries = attempts[back.pk]
        head = heads.get(reports[back.call_id]) if back.call_id in reports else None
        row = CallBackRow(
            id=back.pk, call_id=back.call_id, record_id=back.record_id, due_at=back.due_at, attempts=len(tries),
            last_result=str(AttemptResult(tries[-1].result).label) if tries else "", last_at=tries[-1].at if tries else None,
            promised_by=staff.get(back.promised_by_id), ask_leader=len(tries) >= ATTEMPTS_ALONE,
            report_code=head.code if head else "",
        )  # fmt: skip
        rows.append((row, back))
    return rows


def patterns(*, by: Actor, at: datetime) -> list[PatternRow]:
    """Numbers that were silent twice, or called four times, within a week; silent ones first, then the latest.

    Test, prank and repeated calls count too: a child who cannot speak may begin with those. The look is on record.
    Raises NotAllowed.
    """
    require(by, "call.take")
    recent = Call.objects.filter(started_at__gt=at - PATTERN_DAYS, caller_token__isnull=False)
    by_number: dict[bytes, list[Call]] = defaultdict(list)
    for call in recent.order_by("-started_at", "-pk")[:5000]:
        by_number[bytes(call.caller_token or b"")].append(call)
    rows, looked_at = [], []
    for calls in by_number.values():
        silent = sum(call.outcome == CallOutcome.SILENT for call in calls)
        if pattern := pattern_of(total=len(calls), silent=silent):
            last = calls[0]
            looked_at.append(last.record_id)
            rows.append(
                PatternRow(pattern, len(calls), silent, last.started_at, last.pk, last.unseal("caller_number")[-3:])
            )  # fmt: skip
    disclose(record_ids=looked_at, what="call_patterns", by=by, at=at)
    return sorted(rows, key=lambda row: (row.pattern != "silent", -row.last_at.timestamp()))


def debriefs_waiting(*, by: Actor) -> list[DebriefRow]:
    """Who asked for a talk after a heavy call, the longest waiting first. Raises NotAllowed."""
    require(by, "call.lead")
    rows = list(Debrief.objects.filter(held_at__isnull=True).order_by("asked_at", "pk"))
    staff = workers_by_id({row.worker_id for row in rows})
    began = dict(Call.objects.filter(pk__in=[row.call_id for row in rows]).values_list("pk", "started_at"))
    return [
        DebriefRow(row.pk, staff.get(row.worker_id), row.asked_at, began[row.call_id])
        for row in rows
        if row.call_id in began
    ]


def missing_forms(*, by: Actor, most: int = 500) -> list[PaperRow]:
    """The forms that were printed and are neither entered nor voided, by serial number. Raises NotAllowed."""
    require(by, "call.take")
    return _papers(list(PaperForm.objects.filter(state=PaperState.ISSUED).order_by("serial")[:most]))


def printed_forms(serials: Sequence[str], *, by: Actor) -> list[PaperRow]:
    """These forms, as far as they are blank, to be printed. Raises NotAllowed."""
    require(by, "call.take")
    rows = PaperForm.objects.filter(serial__in=list(serials)[:100], state=PaperState.ISSUED)
    return _papers(list(rows.order_by("serial")))


def _papers(forms: Sequence[PaperForm]) -> list[PaperRow]:
    staff = workers_by_id({form.printed_by_id for form in forms})
    return [
        PaperRow(form.serial, form.state, str(PaperState(form.state).label), form.printed_at, staff.get(form.printed_by_id))
        for form in forms
    ]  # fmt: skip


def outcome_choices() -> list[tuple[str, str]]:
    """Every way a call ends without a report, with its words."""
    return [(value, str(label)) for value, label in CallOutcome.choices if value != CallOutcome.REPORT]


def void_choices() -> list[tuple[str, str]]:
    """Every reason why a printed form is never entered, with its words."""
    return [(value, str(label)) for value, label in VoidReason.choices]


def attempt_choices() -> list[tuple[str, str]]:
    """What may happen when we call back, with its words."""
    return [(value, str(label)) for value, label in AttemptResult.choices]
