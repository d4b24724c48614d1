"""Confirmations of contact: made and revoked by the holder of a receipt, and checked by whoever was shown one."""

import hmac
import json
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from takatuf.intake.actions import (
    NotForThisReport,
    TooManyConfirmations,
    make_confirmation,
    revoke_confirmation,
)
from takatuf.intake.derived import confirmation_id_of
from takatuf.intake.mailbox.forms import CheckForm
from takatuf.intake.mailbox.paper import CannotDrawPaper, Paper, confirmation_paper
from takatuf.intake.mailbox.queries import ConfirmationUnknown, check_confirmation, promise_of_receipt
from takatuf.intake.queries import MailboxView, open_mailbox
from takatuf.intake.views.beside import is_sent, page, with_receipt
from takatuf.intake.views.following import opened
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotFound


@with_receipt
def confirmation(request: HttpRequest, receipt: str, mailbox: MailboxView) -> HttpResponse:
    """The confirmations of this mailbox: make one, revoke one, or print the one just made."""
    if mailbox.side.for_child:
        return opened(request, receipt)
    if "revoke" in request.POST:
        return _revoke(request, receipt)
    if "paper" in request.POST:
        return _paper(request, receipt, mailbox)
    made = None
    if is_sent(request):
        try:
            made = make_confirmation(receipt_text=receipt, language=get_language() or "ar", at=now())
        except TooManyConfirmations:
            refused = gettext("Five confirmations stand already. Revoke one of them first.")
            return page(
                request, "intake/follow_confirmation.html", receipt, None, mailbox=mailbox, refused=refused
            )
        except NotForThisReport:
            return opened(request, receipt)
        mailbox = open_mailbox(receipt)
    return page(request, "intake/follow_confirmation.html", receipt, None, mailbox=mailbox, made=made)


def _revoke(request: HttpRequest, receipt: str) -> HttpResponse:
    try:
        revoke_confirmation(
            receipt_text=receipt, confirmation_id=UUID(request.POST.get("revoke", "")), at=now()
        )
    except (ValueError, NotFound):
        return opened(request, receipt)
    said = gettext("The confirmation is revoked. Whoever checks it finds nothing.")
    return page(
        request,
        "intake/follow_confirmation.html",
        receipt,
        None,
        mailbox=open_mailbox(receipt),
        revoked_words=said,
    )


def _paper(request: HttpRequest, receipt: str, mailbox: MailboxView) -> HttpResponse:
    """The confirmation as a signed page, for the holder of its code and word alone."""
    code, word = request.POST.get("code", ""), request.POST.get("word", "")
    wanted = confirmation_id_of(code, word)
    own = [row.id for row in mailbox.side.confirmations if row.revoked_at is None]
    if not any(hmac.compare_digest(row.bytes, wanted.bytes) for row in own):
        return opened(request, receipt)
    said = check_confirmation(code, word)
    home = settings.TAKATUF_PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    address = f"{home}/report/check/"
    paper = Paper(code, said.agency.name_ar, said.agency.name_en, said.contact_on, said.made_at, address)
    try:
        pdf = confirmation_paper(paper, at=now())
    except CannotDrawPaper:
        return opened(
            request, receipt, refused=gettext("The page cannot be made now. The code and the word stand.")
        )
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="confirmation.pdf"'},
    )


@with_receipt
def promise(request: HttpRequest, receipt: str, mailbox: MailboxView) -> HttpResponse:
    """The ledger's signed promise as a small file; `takatuf verify` checks it."""
    if mailbox.side.for_child:
        return opened(request, receipt)
    text = json.dumps(promise_of_receipt(receipt, at=now()), ensure_ascii=False, indent=1)
    headers = {"Content-Disposition": 'attachment; filename="promise.json"'}
    return HttpResponse(text, content_type="application/json", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Whether a confirmation is genuine; everything that is wrong or revoked answers alike."""
    form = CheckForm(request.POST if request.method == "POST" else None)
    found, status = None, 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                found, status = check_confirmation(**form.cleaned_data), 200
            except ConfirmationUnknown:
                form.add_error(None, gettext("No confirmation has this code and this word."))
    return render(request, "intake/check.html", {"form": form, "found": found}, status=status)
