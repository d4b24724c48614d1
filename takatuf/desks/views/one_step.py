"""One step that a form on a page does: act once the form is whole, and say so; else show the page with what was typed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from takatuf.desks.forms.submissions import put_error
from takatuf.desks.views.page import StaffRequest
from takatuf.kernel.errors import InvalidInput

Act = Callable[[dict[str, Any]], object]


def whole(form: forms.Form, act: Act) -> bool:
    """Whether the form was whole and the step was done; what was wrong stands in the form.

    A refusal that names a value stands at its field, so that nobody loses what was typed; any other goes on upwards.
    """
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except InvalidInput as problem:
        put_error(form, problem)
        return False
    return True


def take_step(
    request: StaffRequest,
    form: forms.Form,
    act: Act,
    *,
    said: str,
    back: tuple[str, UUID],
    again: Callable[[Any], HttpResponse],
) -> HttpResponse:
    """Do the step with the form's values, say `said` and lead to the page `back`; or draw the page `again`."""
    if not whole(form, act):
        return again(form)
    messages.success(request, said)
    page, id = back
    return redirect(page, id)
