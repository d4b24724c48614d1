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
