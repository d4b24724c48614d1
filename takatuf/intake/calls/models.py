"""Calls, promised call-backs, transfers of calls in danger, debriefs, and numbered forms on paper."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from takatuf.kernel.models import HouseModel
from takatuf.kernel.secrecy import Secrecy
from takatuf.vault.models import SealedModel

INTERNAL, PERSONAL, SEALED = Secrecy.INTERNAL, Secrecy.PERSONAL, Secrecy.SEALED


class CallState(models.TextChoices):
    """Where a call stands."""

    OPEN = "open", _("Being written")
    SENT = "sent", _("Sent as a report")
    CLOSED = "closed", _("Ended without a report")


class CallOutcome(models.TextChoices):
    """How a call ended."""

    REPORT = "report", _("a report")
    ADVICE = "advice", _("advice only")
    SILENT = "silent", _("a silent call")
    TEST = "test", _("a test or a joke")
    ABUSIVE = "abusive", _("an abusive call")
    REPEATED = "repeated", _("a repeated call")


class Call(SealedModel):
    """One call: who took it, when it began, and what was written while listening."""

    record = models.OneToOneField("agencies.Record", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=CallState.choices, default=CallState.OPEN)
    outcome = models.CharField(max_length=10, choices=CallOutcome.choices, blank=True)
    started_at = models.DateTimeField(db_comment="When the call began: the report's clock starts here")
    entered_at = models.DateTimeField(
        db_comment="When it was entered; later than the start for a form on paper"
    )
    ended_at = models.DateTimeField(null=True)
    caller_number = models.BinaryField(null=True, db_comment="Sealed; empty: withheld")
    caller_token = models.BinaryField(
        null=True, db_comment="Keyed hash by which calls of one number are found"
    )
    caller_token_version = models.PositiveSmallIntegerField(null=True)
    notes = models.BinaryField(
        null=True, db_comment="Sealed JSON: what was written, as it stands in the fields"
    )
    saved_at = models.DateTimeField(null=True)
    key = models.BinaryField(
        db_comment="Sealed: the key with which the report is sent; its receipt follows from it"
    )
    sent_at = models.DateTimeField(null=True)
    report = models.OneToOneField("intake.Report", on_delete=models.PROTECT, related_name="+", null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "agency": INTERNAL, "taken_by": INTERNAL, "language": INTERNAL, "state": INTERNAL,
        "outcome": INTERNAL, "started_at": INTERNAL, "entered_at": INTERNAL, "ended_at": INTERNAL, "caller_number": SEALED,
        "caller_token": PERSONAL, "caller_token_version": INTERNAL, "notes": SEALED, "saved_at": INTERNAL, "key": SEALED,
        "sent_at": INTERNAL, "report": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Calls to the hotline"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agency", "started_at"], name="intake_call_started"),
            models.Index(fields=["caller_token"], name="intake_call_caller"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(caller_number__isnull=True, caller_token__isnull=True, caller_token_version__isnull=True)
                | models.Q(caller_number__isnull=False, caller_token__isnull=False, caller_token_version__isnull=False),
                name="intake_call_number_whole",
                violation_error_message=_("A caller's number stands with its token, or neither does."),
            ),
            models.CheckConstraint(
                condition=models.Q(state=CallState.OPEN, outcome="", ended_at__isnull=True, sent_at__isnull=True)
                | models.Q(state=CallState.SENT, outcome=CallOutcome.REPORT, sent_at__isnull=False)
                | (
                    models.Q(state=CallState.CLOSED, ended_at__isnull=False, sent_at__isnull=True)
                    & ~models.Q(outcome__in=["", CallOutcome.REPORT])
                ),
                name="intake_call_says_how_it_ended",
                violation_error_message=_("A call that ended says how; an open one does not."),
            ),
            models.CheckConstraint(
                condition=models.Q(report__isnull=True) | models.Q(state=CallState.SENT), name="intake_call_report_when_sent",
                violation_error_message=_("Only a call that was sent has a report."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("started_at")),
                name="intake_call_ends_after_start",
                violation_error_message=_("A call ends after it begins."),
            ),
        ]  # fmt: skip


class RingingCall(HouseModel):
    """A call that the telephone system says is ringing, until somebody takes it or it is over; erased within the hour."""

    token = models.UUIDField(
        unique=True, db_comment="Keyed hash of the telephone system's own id of the call"
    )
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=20, blank=True, db_comment="The telephone that rings; empty: all")
    number = models.BinaryField(null=True, db_comment="Sealed by the vault; empty: withheld")
    came_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True, db_comment="Taken here or elsewhere, or rung off")
    call = models.OneToOneField(
        Call, on_delete=models.PROTECT, related_name="+", null=True, db_comment="What somebody made of it"
    )

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "token": INTERNAL, "agency": INTERNAL, "line": INTERNAL, "number": SEALED, "came_at": INTERNAL,
        "over_at": INTERNAL, "call": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Calls that ring at the hotline"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["agency", "came_at"], condition=models.Q(over_at__isnull=True), name="intake_ringingcall_now"
            ),
            models.Index(fields=["came_at"], name="intake_ringingcall_age"),
        ]  # fmt: skip
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(call__isnull=True) | models.Q(over_at__isnull=False), name="intake_ringingcall_taken_is_over",
                violation_error_message=_("A call that somebody took does not ring any more."),
            ),
        ]  # fmt: skip


class CallTransfer(SealedModel):
    """A call in danger, handed to an agency while the call-taker stays on the line."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The call's record"
    )
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", db_comment="Who is asked to take over"
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_name = models.BinaryField(
        null=True, db_comment="Sealed: who took over, as said on the telephone"
    )

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "call": INTERNAL, "agency": INTERNAL, "asked_at": INTERNAL, "asked_by": INTERNAL,
        "accepted_at": INTERNAL, "accepted_name": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Calls in danger handed over on the telephone"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["call", "agency"], name="intake_calltransfer_once",
                violation_error_message=_("This agency is being asked about this call already."),
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True, accepted_name__isnull=True)
                | models.Q(accepted_at__isnull=False, accepted_name__isnull=False),
                name="intake_calltransfer_names_who",
                violation_error_message=_("Who took over is named, with the time."),
            ),
        ]  # fmt: skip


class CallBackEnd(models.TextChoices):
    """How a promised call-back ended."""

    REACHED = "reached", _("reached")
    STOPPED = "stopped", _("stopped with a reason")


class CallBack(SealedModel):
    """A call-back that was promised: to which number, when it is safe, who may answer."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The call's record"
    )
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    number = models.BinaryField(db_comment="Sealed")
    who_answers = models.BinaryField(null=True, db_comment="Sealed: who may answer, and what to mind")
    leave_message = models.BooleanField(default=False, db_comment="Whether a message may be left")
    safe_from = models.TimeField(null=True, db_comment="Local time of day from which it is safe to call")
    safe_until = models.TimeField(null=True)
    promised_at = models.DateTimeField()
    promised_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(db_comment="When to call next")
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=10, choices=CallBackEnd.choices, blank=True)
    stop_reason = models.BinaryField(null=True, db_comment="Sealed")

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "call": INTERNAL, "agency": INTERNAL, "number": SEALED, "who_answers": SEALED,
        "leave_message": INTERNAL, "safe_from": PERSONAL, "safe_until": PERSONAL, "promised_at": INTERNAL,
        "promised_by": INTERNAL, "due_at": INTERNAL, "ended_at": INTERNAL, "ended_as": INTERNAL, "stop_reason": SEALED,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Call-backs that were promised"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agency", "due_at"], condition=models.Q(ended_at__isnull=True), name="intake_callback_due"),
        ]  # fmt: skip
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["call"], condition=models.Q(ended_at__isnull=True), name="intake_callback_open_once",
                violation_error_message=_("A call-back is promised for this call already."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_as="") | (models.Q(ended_at__isnull=False) & ~models.Q(ended_as="")),
                name="intake_callback_says_how_it_ended",
                violation_error_message=_("A call-back that ended says how."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_as=CallBackEnd.STOPPED, stop_reason__isnull=False)
                | (~models.Q(ended_as=CallBackEnd.STOPPED) & models.Q(stop_reason__isnull=True)),
                name="intake_callback_stopped_says_why",
                violation_error_message=_("Who stops calling back says why."),
            ),
            models.CheckConstraint(
                condition=models.Q(safe_from__isnull=True, safe_until__isnull=True)
                | models.Q(safe_from__isnull=False, safe_until__isnull=False),
                name="intake_callback_safe_hours_whole",
                violation_error_message=_("Safe hours have a beginning and an end."),
            ),
        ]  # fmt: skip


class AttemptResult(models.TextChoices):
    """What happened when we called back."""

    REACHED = "reached", _("reached")
    NO_ANSWER = "no_answer", _("no answer")
    WRONG_PERSON = "wrong_person", _("somebody else answered, nothing was said")


class CallAttempt(HouseModel):
    """One try to keep a promised call-back."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The call's record"
    )
    call_back = models.ForeignKey(CallBack, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=20, choices=AttemptResult.choices)
    at = models.DateTimeField()
    made_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "record", "call_back", "result", "at", "made_by"], INTERNAL
    )

    class Meta:
        db_table_comment = "Tries to keep a promised call-back"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["call_back", "at"], name="intake_callattempt_order")
        ]


class Debrief(HouseModel):
    """A call-taker asks for a talk after a heavy call; the shift leader sees it. Nothing that is said in it is kept."""

    record = models.ForeignKey(
        "agencies.Record", on_delete=models.PROTECT, related_name="+", db_comment="The call's record"
    )
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    held_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)

    secrecy: ClassVar[dict[str, Secrecy]] = {
        "id": INTERNAL, "record": INTERNAL, "call": INTERNAL, "worker": PERSONAL, "asked_at": INTERNAL, "held_at": INTERNAL,
        "held_by": INTERNAL,
    }  # fmt: skip

    class Meta:
        db_table_comment = "Debriefs that call-takers asked for"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["call", "worker"], condition=models.Q(held_at__isnull=True), name="intake_debrief_asked_once",
                violation_error_message=_("A debrief after this call was asked for already."),
            ),
            models.CheckConstraint(
                condition=models.Q(held_at__isnull=True, held_by__isnull=True)
                | models.Q(held_at__isnull=False, held_by__isnull=False),
                name="intake_debrief_held_by_somebody",
                violation_error_message=_("A debrief that was held says by whom."),
            ),
        ]  # fmt: skip


class PaperState(models.TextChoices):
    """Where a numbered form is."""

    ISSUED = "issued", _("Printed, not entered")
    ENTERED = "entered", _("Entered")
    VOIDED = "voided", _("Voided")


class VoidReason(models.TextChoices):
    """Why a printed form is never entered."""

    SPOILED = "spoiled", _("Spoiled or torn up")
    TRAINING = "training", _("Used in training")
    LOST = "lost", _("Lost")


class PaperForm(HouseModel):
    """A blank form with a serial number, for when the power or the network is away."""

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    serial = models.CharField(max_length=20, unique=True, db_comment="P-YY-NNNNNN, printed on the form")
    state = models.CharField(max_length=10, choices=PaperState.choices, default=PaperState.ISSUED)
    printed_at = models.DateTimeField()
    printed_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+")
    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="+", null=True)
    settled_at = models.DateTimeField(null=True, db_comment="When it was entered or voided")
    settled_by = models.ForeignKey("agencies.Worker", on_delete=models.PROTECT, related_name="+", null=True)
    void_reason = models.CharField(max_length=10, choices=VoidReason.choices, blank=True)

    secrecy: ClassVar[dict[str, Secrecy]] = dict.fromkeys(
        ["id", "agency", "serial", "state", "printed_at", "printed_by", "call", "settled_at", "settled_by", "void_reason"],
        INTERNAL,
    )  # fmt: skip

    class Meta:
        db_table_comment = "Numbered forms on paper: each is entered, voided or still missing"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state=PaperState.ISSUED, call__isnull=True, void_reason="", settled_at__isnull=True)
                | models.Q(state=PaperState.ENTERED, call__isnull=False, void_reason="", settled_at__isnull=False)
                | (models.Q(state=PaperState.VOIDED, call__isnull=True, settled_at__isnull=False) & ~models.Q(void_reason="")),
                name="intake_paperform_state",
                violation_error_message=_("An entered form has its call, a voided one its reason, a blank one neither."),
            ),
        ]  # fmt: skip
