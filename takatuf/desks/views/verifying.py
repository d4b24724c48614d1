"""The signed document and its proof, to keep and to check without us."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from takatuf.court.previewing import open_preview
from takatuf.court.proofs import proof_of
from takatuf.court.queries import open_document
from takatuf.desks.views.page import StaffRequest, staff_page
from takatuf.kernel.clock import now
from takatuf.ledger.queries import NotSealedYet


@staff_page
def document(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """The signed PDF; 404 before it is signed."""
    pdf = open_document(submission_id, by=request.actor, at=now())
    return _file(pdf, "application/pdf", "submission.pdf")


@staff_page
def preview(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """The draft as the judge would read it, opened beside the page; 404 once it is signed."""
    pdf = open_preview(submission_id, by=request.actor, at=now())
    return _file(pdf, "application/pdf", "draft.pdf", how="inline")


@staff_page
def proof(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """The proof of the signed PDF, for `takatuf verify`; while the ledger seals, a calm page offers to try again."""
    try:
        found = proof_of(submission_id, by=request.actor, at=now())
    except NotSealedYet:
        return render(
            request,
            "desks/submission_moment.html",
            {"submission_id": None, "retry_url": request.path},
            status=409,
        )
    answer = JsonResponse(found, json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="proof.json"'
    return answer


def _file(data: bytes, content_type: str, name: str, *, how: str = "attachment") -> HttpResponse:
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f'{how}; filename="{name}"'
    return answer
