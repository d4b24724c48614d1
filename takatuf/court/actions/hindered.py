"""What keeps a submission from going on, as errors with a name each."""

from collections.abc import Sequence

from takatuf.court.rules import Hindrance
from takatuf.kernel.errors import Refused


class NotReady(Refused):
    """Something is missing; `found` holds every hindrance with the number of the fact that it is about."""

    def __init__(self, found: Sequence[tuple[Hindrance, int | None]]) -> None:
        super().__init__(", ".join(f"{code}{f' {number}' if number else ''}" for code, number in found))
        self.found = tuple(found)


class NoFacts(NotReady):
    """The submission has no fact yet."""


class FactUnsourced(NotReady):
    """A fact without a standing source cannot be placed, approved or signed."""


class PlacedFactWithdrawn(NotReady):
    """A fact in the submission was withdrawn, or has a newer version."""


class ExhibitChanged(NotReady):
    """The exhibit behind a fact is gone, or no longer the one from which the fact was taken."""


class RequestMissing(NotReady):
    """The submission asks nothing of the court."""


class SpeaksAgainstMissing(NotReady):
    """What speaks against the request is missing, and so is the sentence why there is nothing."""


class SocialStudyMissing(NotReady):
    """The social study of the child is missing."""


class ChildViewMissing(NotReady):
    """The child's own view is missing, or why it was not taken."""


class LimitsMissing(NotReady):
    """The submission does not say what is unknown."""


class ChangeMissing(NotReady):
    """A supplement does not say what is new."""


class CorrectionWhyMissing(NotReady):
    """A correction does not say why."""


class DangerMissing(NotReady):
    """An urgent application does not say what the danger is."""


class CallMissing(NotReady):
    """The court was not called before an urgent application."""


class ForbiddenContent(NotReady):
    """The impact holds what needs the court's leave, and nobody wrote why it stays."""


NAMED: dict[Hindrance, type[NotReady]] = {
    Hindrance.NO_FACTS: NoFacts,
    Hindrance.FACT_UNSOURCED: FactUnsourced,
    Hindrance.FACT_WITHDRAWN: PlacedFactWithdrawn,
    Hindrance.EXHIBIT_CHANGED: ExhibitChanged,
    Hindrance.REQUEST_MISSING: RequestMissing,
    Hindrance.SPEAKS_AGAINST_MISSING: SpeaksAgainstMissing,
    Hindrance.SOCIAL_STUDY_MISSING: SocialStudyMissing,
    Hindrance.CHILD_VIEW_MISSING: ChildViewMissing,
    Hindrance.LIMITS_MISSING: LimitsMissing,
    Hindrance.CHANGE_MISSING: ChangeMissing,
    Hindrance.CORRECTION_WHY_MISSING: CorrectionWhyMissing,
    Hindrance.DANGER_MISSING: DangerMissing,
    Hindrance.CALL_MISSING: CallMissing,
    Hindrance.FORBIDDEN_CONTENT: ForbiddenContent,
}
