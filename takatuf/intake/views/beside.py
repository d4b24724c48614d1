"""The pages beside the messages: contact, safe hours, withdrawing, documents. The receipt comes with each POST.

None of them shows what was given before: who holds the receipt may be the suspect (practice 10).
"""

import secrets
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from takatuf.intake.actions import (
    ContactGiven,
    DocumentRefused,
    DocumentsOff,
    HoursGiven,
    NotForThisReport,
    TooManyDocuments,
    ask_to_withdraw,
    give_contact,
    give_safe_hours,
    send_document,
    take_contact_back,
)
from takatuf.intake.forms import ReceiptForm
from takatuf.intake.mailbox.forms import ContactForm, DocumentForm, HoursForm, WithdrawForm
from takatuf.intake.queries import MailboxView, ReceiptUnknown, open_mailbox
from takatuf.intake.views.following import opened, unknown
from takatuf.kernel.clock import now

View = Callable[[HttpRequest, str, MailboxView], HttpResponse]


def with_receipt(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """A page of the holder of a receipt: by POST with the receipt in it; by GET one is led to the follow-up page."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return redirect("intake:follow")
        form = ReceiptForm(request.POST)
        if not form.is_valid():
            return unknown(request, form)
        receipt = form.cleaned_data["receipt"]
        try:
            return view(request, receipt, open_mailbox(receipt))
        except ReceiptUnknown:
            return unknown(request, form)

    return answer


def is_sent(request: HttpRequest) -> bool:
    """Whether the page's own form came, and not only the wish to see the page."""
    return bool(request.POST.get("key"))


def key_of(request: HttpRequest) -> str:
    """The key of the form: the same page sent twice does its work once."""
    return request.POST.get("key", "")[:64]


def page(
    request: HttpRequest, template: str, receipt: str, form: forms.Form | None, **more: Any
) -> HttpResponse:
    """Draw a page of the holder of a receipt, with a fresh key for its form."""
    context: Mapping[str, Any] = {
        "receipt": receipt,
        "key": secrets.token_urlsafe(16),
        "form": form,
        "now": now(),
    }
    return render(request, template, {**context, **more}, status=422 if form and form.errors else 200)


@with_receipt
def contact(request: HttpRequest, receipt: str, mailbox: MailboxView) -> HttpResponse:
    """Give, correct or take back a name and a way to be reached."""
    if "take_back" in request.POST:
        take_contact_back(receipt_text=receipt, at=now())
        return opened(request, receipt, said=gettext("Your name and contact are erased."))
    form = ContactForm(request.POST if is_sent(request) else None)
    if form.is_bound and form.is_valid():
        given = ContactGiven(**form.cleaned_data)
        give_contact(receipt_text=receipt, contact=given, at=now(), key=key_of(request))
        return opened(request, receipt, said=gettext("Your contact is kept, sealed apart from the report."))
    return page(request, "intake/follow_contact.html", receipt, form, mailbox=mailbox)


@with_receipt
def hours(request: HttpRequest, receipt: str, mailbox: MailboxView) -> HttpResponse:
    """Say when and how one may be reached safely."""
    form = HoursForm(request.POST if is_sent(request) else None)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        leave = {"yes": True, "no": False}.get(values.pop("leave_message"))
        given = HoursGiven(leave_message=leave, **values)
        give_safe_hours(receipt_text=receipt, hours=given, at=now(), key=key_of(request))
        return opened(request, receipt, said=gettext("We will keep to the hours that you said."))
    return page(request, "intake/follow_hours.html", receipt, form, mailbox=mailbox)


@with_receipt
def withdraw(request: HttpRequest, receipt: str, mailbox: MailboxView) -> HttpResponse:
    """Ask to withdraw; a person answers."""
    form = WithdrawForm(request.POST if is_sent(request) else None)
    if form.is_bound and form.is_valid():
        ask_to_withdraw(receipt_text=receipt, reason=form.cleaned_data["reason"], at=now())
        return opened(request, receipt, said=gettext("Your wish has arrived. A person will answer it here."))
    return page(request, "intake/follow_withdraw.html", receipt, form, mailbox=mailbox)


@with_receipt
def document(request: HttpRequest, receipt: str, mailbox: MailboxView) -> HttpResponse:
    """Send a document, where the agency takes them."""
    form = DocumentForm(request.POST, request.FILES) if is_sent(request) else DocumentForm()
    if not mailbox.side.takes_documents:
        return _refused(request, receipt, DocumentsOff())
    if form.is_bound and form.is_valid():
        try:
            _store(request, receipt, form)
        except DocumentRefused as refusal:
            form.add_error("document", _why(refusal.code))
        except (DocumentsOff, NotForThisReport, TooManyDocuments) as refusal:
            return _refused(request, receipt, refusal)
        else:
            return opened(request, receipt, said=gettext("Your document has arrived and is sealed."))
    return page(request, "intake/follow_document.html", receipt, form, mailbox=mailbox)


def _store(request: HttpRequest, receipt: str, form: DocumentForm) -> None:
    file = form.cleaned_data["document"]
    if getattr(file, "too_large", False):
        raise DocumentRefused("too_large")
    words = form.cleaned_data["words"]
    send_document(
        receipt_text=receipt, data=file.read(), name=file.name or "", words=words, at=now(), key=key_of(request)
    )  # fmt: skip


def _why(code: str) -> str:
    return {
        "empty": gettext("This file is empty."),
        "too_large": gettext("This document is larger than 5 MB. Nothing of it was kept."),
        "pictures": gettext(
            "This document holds pictures, sound or programs. Send the words alone. Nothing of it was kept."
        ),
    }.get(code) or gettext("This is no PDF, text or office document. Nothing of it was kept.")


def _refused(
    request: HttpRequest, receipt: str, refusal: DocumentsOff | NotForThisReport | TooManyDocuments
) -> HttpResponse:
    if isinstance(refusal, TooManyDocuments):
        said = gettext(
            "Ten documents have come with this report already. Write to us what the next one says."
        )
    else:
        said = gettext("We take no files here. Nothing was kept. Names, numbers, links and words are enough.")
    return opened(request, receipt, refused=said)
