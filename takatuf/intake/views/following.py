"""Following a report by its receipt: how far it is, and messages both ways. Nothing stays in the browser.

The receipt comes with each POST and in no cookie and no address. Who holds it may be the suspect: the page never shows
the report, nor what the reporter wrote since (practice 10).
"""

import hashlib
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from takatuf.intake.actions import write_as_reporter
from takatuf.intake.forms import MessageForm, ReceiptForm
from takatuf.intake.queries import ReceiptUnknown, open_mailbox
from takatuf.kernel.clock import now


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for the receipt; show what it opens; take a message."""
    if request.method != "POST":
        return render(request, "intake/follow.html", {"form": ReceiptForm(), "saved": "saved" in request.GET})
    form = ReceiptForm(request.POST)
    if form.is_valid():
        try:
            return _read_or_written(request, form.cleaned_data["receipt"])
        except ReceiptUnknown:
            return unknown(request, form)
    return render(request, "intake/follow.html", {"form": form}, status=422)


def unknown(request: HttpRequest, form: ReceiptForm) -> HttpResponse:
    """The receipt opens nothing, or none came: asked for again."""
    if form.is_valid():
        form.add_error(
            "receipt", gettext("No report has this code. Please compare it with what you wrote down.")
        )
    return render(request, "intake/follow.html", {"form": form}, status=422)


def _read_or_written(request: HttpRequest, receipt: str) -> HttpResponse:
    """The mailbox, after the message that came along was stored. Raises ReceiptUnknown."""
    message = MessageForm(request.POST if "text" in request.POST else None)
    if not message.is_bound or not message.is_valid():
        return opened(request, receipt, form=message)
    text = message.cleaned_data["text"]
    danger = message.cleaned_data["danger"]
    write_as_reporter(
        receipt_text=receipt, text=text, at=now(), key=_once(request, text, danger=danger), danger=danger
    )
    if danger:
        return opened(request, receipt, said=gettext("Your message has arrived, marked as danger now. Without a place or a number we cannot reach whoever is in danger: if you have given neither, write one here. If you can, call the emergency number too."))  # fmt: skip
    return opened(request, receipt, said=gettext("Your message has arrived."))


def opened(
    request: HttpRequest, receipt: str, *, said: str = "", refused: str = "", form: MessageForm | None = None
) -> HttpResponse:
    """The mailbox of a receipt, with what was just done in words. Raises ReceiptUnknown."""
    form = form or MessageForm()
    context = {
        "receipt": receipt,
        "mailbox": open_mailbox(receipt),
        "now": now(),
        "form": form,
        "key": secrets.token_urlsafe(16),
        "said": said,
        "refused": refused,
    }
    return render(request, "intake/mailbox.html", context, status=422 if form.errors or refused else 200)


def _once(request: HttpRequest, text: str, *, danger: bool) -> str:
    """The same page sent twice with the same words is one message; other words, or danger beside them, are another one."""
    return f"{request.POST.get('key', '')[:64]} {hashlib.sha256(text.encode()).hexdigest()}{' danger' if danger else ''}"
