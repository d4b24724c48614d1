"""What a reporter is told about a report; rooms above say it through `tell_reporter`."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MailboxStatus(TextChoices):
    """What the reporter is told, and nothing more (practice.md 10)."""

    RECEIVED = "received", _("We have received your report.")
    BEING_READ = "being_read", _("Somebody is reading your report.")
    WITH_AGENCY = "with_agency", _("Your report is with the right agency.")
    ANSWER_NEEDED = "answer_needed", _("We need an answer from you.")
    CLOSED = "closed", _("Your report is closed.")


class ClosedAs(TextChoices):
    """How a closed report ended, in the reporter's words."""

    ACTED_ON = "acted_on", _("Something was done about it.")
    PASSED_ON = "passed_on", _("It was passed on to those who can act.")
    NOT_FOUND = "not_found", _("We could not find what the report speaks of.")
    OUTSIDE_TASK = "outside_task", _("It lies outside our task.")


class WithdrawalAnswer(TextChoices):
    """What a person answered to the wish to withdraw."""

    STOPPED = "stopped", _("We do nothing more with it.")
    GOES_ON = "goes_on", _("We may not stop, because somebody's safety is at stake.")


class OutcomeChoices(TextChoices):
    """What the law lets a professional reporter learn; neutral, and nothing about anybody."""

    ASSESSED = "assessed", _("The report was assessed.")
    NO_FURTHER_ACTION = "no_further_action", _("The report was assessed; no further action by us.")
    PASSED_ON = "passed_on", _("The report was passed to the agency in charge.")
    CASE_OPEN = "case_open", _("A case is open with social services.")


class SecondWord(TextChoices):
    """What the second person said about opening a reporter's contact."""

    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Refused")
    IN_ORDER = "in_order", _("Reviewed: in order")
    NOT_IN_ORDER = "not_in_order", _("Reviewed: not in order")
