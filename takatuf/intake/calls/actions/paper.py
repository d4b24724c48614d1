"""Numbered forms on paper: printing a block, entering one later, voiding one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from takatuf.agencies.actions import require
from takatuf.clocks.queries import agency_of
from takatuf.intake.calls.actions.calling import start_call
from takatuf.intake.calls.errors import SerialEntered, SerialUnknown, SerialVoided
from takatuf.intake.calls.models import PaperForm, PaperState, VoidReason
from takatuf.intake.calls.rules import MOST_FORMS, read_serial, serial_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.arabic import european_digits
from takatuf.kernel.errors import InvalidInput
from takatuf.ledger.actions import write


@transaction.atomic
def print_forms(*, count: int, by: Actor, at: datetime) -> list[str]:
    """Register a block of blank forms; returns their serial numbers, to be printed. Raises NotAllowed, InvalidInput."""
    require(by, "call.take")
    if not 1 <= count <= MOST_FORMS:
        raise InvalidInput("count", "out_of_range", limit=MOST_FORMS)
    year = at.astimezone(ZoneInfo(settings.TIME_ZONE)).year
    serials = [serial_of(year, number) for number in _numbers(count)]
    PaperForm.objects.bulk_create([
        PaperForm(agency_id=agency_of(by), serial=serial, printed_at=at, printed_by_id=by.id) for serial in serials
    ])  # fmt: skip
    _line("paper_forms.printed", serials, by, at)
    return serials


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('intake_paper_serial') FROM generate_series(1, %s)", [count])
        return sorted(row[0] for row in cursor.fetchall())


def _line(kind: str, serials: Sequence[str], by: Actor, at: datetime, reason: str = "") -> None:
    """Forms belong to no record: the line names their numbers, which are printed on paper anyway."""
    extra = {"first": serials[0], "last": serials[-1]} | ({"reason": reason} if reason else {})
    write(kind, about=None, by=by, at=at, extra=extra)


@transaction.atomic
def enter_form(*, serial: str, started_at: datetime, number: str = "", by: Actor, at: datetime) -> UUID:
    """Open the call that was written on this form; the time on the paper is the call's beginning. Returns the call's id.

    Two people with the same form: the second is refused. Raises SerialEntered, SerialVoided, SerialUnknown (also for
    another agency's form), NotAllowed, and InvalidInput for a time that is still to come or before the form was printed.
    """
    require(by, "call.take")
    form = _waiting(serial)
    if started_at < form.printed_at.replace(second=0, microsecond=0):
        raise InvalidInput("started_at", "before_printing")
    call_id = start_call(number=number, started_at=started_at, by=by, at=at)
    form.state, form.call_id, form.settled_at, form.settled_by_id = PaperState.ENTERED, call_id, at, by.id
    form.save(update_fields=["state", "call", "settled_at", "settled_by"])
    _line("paper_form.entered", [form.serial], by, at)
    return call_id


@transaction.atomic
def void_form(*, serial: str, reason: str, by: Actor, at: datetime) -> None:
    """Say that a form will never be entered, and why. Raises as `enter_form`, and InvalidInput for an unknown reason."""
    require(by, "call.take")
    if reason not in VoidReason.values:
        raise InvalidInput("reason", "unknown_code")
    form = _waiting(serial)
    form.state, form.void_reason, form.settled_at, form.settled_by_id = PaperState.VOIDED, reason, at, by.id
    form.save(update_fields=["state", "void_reason", "settled_at", "settled_by"])
    _line("paper_form.voided", [form.serial], by, at, reason)


def _waiting(serial: str) -> PaperForm:
    """The printed form that is neither entered nor voided, held until this transaction ends."""
    form = PaperForm.objects.select_for_update().filter(serial=read_serial(european_digits(serial))).first()
    if form is None:
        raise SerialUnknown("No form with this serial number was printed here.")
    if form.state == PaperState.ENTERED:
        raise SerialEntered(form.serial)
    if form.state == PaperState.VOIDED:
        raise SerialVoided("This form was voided.")
    return form
