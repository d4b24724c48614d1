"""The advisory check of words for staff: it advises on one's own words, leaves quotations alone, and keeps nothing."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from takatuf.desks.fact_advice import advice_on
from takatuf.desks.forms.shapes import long_text
from takatuf.desks.views.page import StaffRequest, desk_page, staff_page


class WordingForm(forms.Form):
    """A text to look at."""

    text = long_text(
        _("Your text"), needed=True, rows=8,
        hint=_("What stands between quotation marks is left alone: a child's words stay as the child said them. Nothing is kept."),
    )  # fmt: skip


@staff_page
def wording(request: StaffRequest) -> HttpResponse:
    """Paste a text, read what might blame a child and what to write instead."""
    form = WordingForm(request.POST or None)
    context: dict[str, object] = {"form": form, "was_asked": False}
    if request.method == "POST" and form.is_valid():
        context |= {"was_asked": True, "advice": advice_on(form.cleaned_data["text"])}
    return desk_page(request, "desks/wording.html", context, here="desks:wording")
