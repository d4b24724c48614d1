"""The forms of a forum: sessions, papers, draft recommendations."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from takatuf.awareness.forum import SessionView
from takatuf.desks.forms.shapes import MomentField, long_text


def _line(label: Any, *, needed: bool = True, longest: int = 200) -> forms.CharField:
    return forms.CharField(
        label=label, required=needed, max_length=longest, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        error_messages={"required": _("Write something here: it is needed.")},
    )  # fmt: skip


class SessionForm(forms.Form):
    """A session of the programme."""

    prefix = "session"
    title_ar = _line(_("Title in Arabic"))
    title_en = _line(_("Title in English"))
    chair = _line(_("Who chairs it"), needed=False)
    starts_at = MomentField(label=_("When does it begin?"), error_messages={"required": _("Say when.")})


class PaperForm(forms.Form):
    """A paper of a session."""

    prefix = "paper"
    session_id = forms.TypedChoiceField(
        label=_("In which session?"),
        coerce=UUID,
        error_messages={"required": _("Choose one of the answers.")},
    )
    title = _line(_("Title"), longest=300)
    author = _line(_("Author, as printed"))
    abstract = long_text(_("Abstract"), needed=True)

    def __init__(self, data: Any = None, *, sessions: Sequence[SessionView]) -> None:
        super().__init__(data)
        self.fields["session_id"].choices = [(str(one.id), one.title) for one in sessions]  # type: ignore[attr-defined]


class MotionForm(forms.Form):
    """A draft recommendation in both languages."""

    prefix = "motion"
    title_ar = _line(_("The recommendation in Arabic"))
    title_en = _line(_("The recommendation in English"))
    reason_ar = _line(_("Why, in Arabic"), longest=1000)
    reason_en = _line(_("Why, in English"), longest=1000)
