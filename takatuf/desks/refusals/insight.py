"""What the pages of figures and recommendations say when a step is refused."""

from django.utils.translation import gettext_lazy as _

from takatuf.desks.refusals.kinds import Sentences
from takatuf.insight.actions import PeriodReleased, ReleaseUnderWay
from takatuf.insight.countries.actions import AlreadyAssessed
from takatuf.insight.monthly import NoiseMissing
from takatuf.insight.recommendations.actions import AlreadyDecided, AlreadyProposed, NotPublished
from takatuf.insight.research.actions import (
    CutBefore,
    ExtractEnded,
    NotOfWholeRows,
    OwnRequest,
    RequestDecided,
)

SENTENCES: Sentences = {
    AlreadyProposed: _("This was proposed before. Look for it in the list."),
    AlreadyDecided: _(
        "Somebody has decided about this recommendation. Load the page again to see how it stands."
    ),
    NotPublished: _("Only an approved recommendation that is not closed goes on. Load the page again."),
    AlreadyAssessed: _("Your agency has assessed itself on this day. Choose another day."),
    RequestDecided: _("This request is decided. Load the page again to see how it stands."),
    OwnRequest: _("Two persons approve, and neither is the one who asked. Leave it to somebody else."),
    CutBefore: _(
        "This count was published before by one of these questions for one of these quarters. Two such tables could be compared, so it is refused. Choose other quarters or another table."
    ),
    NotOfWholeRows: _(
        "A research table holds whole published lines. Ask for all quarters that the published figures put together, and only for quarters that are published and not withheld."
    ),
    ExtractEnded: _("The last day of this table has passed. Ask for it anew if it is still needed."),
    PeriodReleased: _(
        "The figures that are due are published already. The next day of release stands on the public page."
    ),
    NoiseMissing: _(
        "A monthly series is set (TAKATUF_MONTHLY_EPSILON), and the extra that makes its noise is not installed. An administrator installs it or takes the setting away."
    ),
    ReleaseUnderWay: _("A release is being counted. It takes about a minute; load the page again."),
}
