"""The choices of this room as codes and words, for the forms of the desks."""

from takatuf.awareness.models import Audience, GatheringKind, MaterialForm, Moment

GATHERING_KINDS = GatheringKind.choices
AUDIENCES = Audience.choices
MATERIAL_FORMS = MaterialForm.choices
MOMENTS = Moment.choices
