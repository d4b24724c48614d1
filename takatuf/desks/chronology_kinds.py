"""The kinds by which a reader narrows the joint chronology."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

OTHER = "case"
#: How the names of lines begin -> the kind; what is none of these is work on the case itself.
BEGINNINGS = {
    "referral": "referrals", "step": "steps", "track": "steps", "meeting": "meetings", "child": "visits", "assessment": "plans",
    "plan": "plans", "submission": "court", "hearing": "court", "ruling": "court", "order": "court", "fact": "court", "exhibit": "exhibits",
}  # fmt: skip
KINDS: dict[str, Promise] = {
    "case": pgettext_lazy("kind of chronology lines", "The case itself"),
    "plans": pgettext_lazy("kind of chronology lines", "Assessments and plans"),
    "visits": pgettext_lazy("kind of chronology lines", "Visits"),
    "referrals": pgettext_lazy("kind of chronology lines", "Referrals"),
    "steps": pgettext_lazy("kind of chronology lines", "Steps of joint work"),
    "meetings": pgettext_lazy("kind of chronology lines", "Meetings"),
    "exhibits": pgettext_lazy("kind of chronology lines", "Exhibits"),
    "court": pgettext_lazy("kind of chronology lines", "The court"),
}


def kind_of(line_kind: str) -> str:
    """The kind of a line, by how its name begins."""
    return BEGINNINGS.get(line_kind.split("_", maxsplit=1)[0], OTHER)
