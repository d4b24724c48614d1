"""The facts that the rule reads, in words for officers."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

#: Facts that are numbers; every other one is yes, or not said.
NUMBERS = ("child_age",)

SIGNAL_WORDS: dict[str, Promise] = {
    "danger_now": _("The child is in danger now"),
    "life_threatened": _("A life is threatened"),
    "happening_live_or_within_72h": _("The harm happens now, or is expected within 72 hours"),
    "meeting_arranged": _("A meeting with the child is arranged, or the person is on the way"),
    "self_harm": _("The child speaks of self-harm"),
    "sadistic_coercion": _("The child is being pushed to hurt itself"),
    "suspect_lives_or_cares_and_recent": _(
        "The suspected person lives with, cares for or teaches the child, and something recent is told"
    ),
    "child_missing": _("The child is missing or was taken away"),
    "child_under_2_or_cannot_speak": _("The child is under two, or cannot speak for itself"),
    "partner_flagged_immediate": _("A partner agency calls it immediate"),
    "threatened_or_extorted_now": _("A child is being threatened or extorted now"),
    "contact_in_person": _("The person meets the child face to face"),
    "suspect_access": _("The suspected person can reach this child or other children"),
    "extortion_ongoing": _("Extortion or threats are going on"),
    "grooming_underway": _("Grooming is under way, or a meeting is asked for"),
    "new_material_police": _("Police call the material new, or the child not yet identified"),
    "disability_or_care": _("The child has a disability, or lives in care"),
    "child_reachable": _("The child, or the place, is known and can be reached"),
    "position_of_trust": _("The suspected person holds the child's trust"),
    "picture_spread": _("A picture or a video is being spread"),
    "no_safe_adult": _("The child has no safe adult"),
    "violence_at_home": _("There is violence, a weapon or substance use at home"),
}


def signal_word(name: str, value: object) -> str:
    """One fact in words."""
    if name == "child_age":
        return gettext("Age of the child in years: %(age)s") % {"age": value}
    return str(SIGNAL_WORDS[name])


def signal_choices() -> list[tuple[str, str]]:
    """Every fact that is yes or not said, with its words, for forms."""
    return [(name, str(words)) for name, words in SIGNAL_WORDS.items()]
