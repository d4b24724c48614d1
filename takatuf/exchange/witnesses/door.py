"""The ledger's public address: everybody may read heads and proofs, which hold hashes alone; witnesses bring cosignatures.

`since` answers the body of `add-checkpoint` (c2sp.org/tlog-witness), so any witness of that kind can be fed from it, and
`cosignatures` takes the body of its answer.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from takatuf.agencies.scope import system_scope
from takatuf.exchange.bodies import limited_body
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.ledger.actions import CosignatureRefused, take_cosignatures
from takatuf.ledger.queries import (
    checkpoint_note,
    consistency_path,
    cosigned_note,
    ledger_vkey,
    newest_checkpoint,
    witness_vkeys,
)
from takatuf.ledger.tree import OutsideTree
from takatuf.ledger.witness.judging import SIZE, TEXT, request_body

LARGEST = 16 * 1024
MOST = 2**63 - 1


def _said(text: str, status: int = 200, content_type: str = TEXT) -> HttpResponse:
    answer = HttpResponse(text, status=status, content_type=content_type)
    answer["Cache-Control"] = "no-store"
    return answer


@require_GET
def newest(request: HttpRequest) -> HttpResponse:
    """The newest signed head, a C2SP checkpoint with the cosignatures that there are; 404 while nothing was sealed."""
    del request
    found = newest_checkpoint()
    return _said("Nothing was sealed yet.\n", 404) if found is None else _said(cosigned_note(found))


@require_GET
def key(request: HttpRequest) -> HttpResponse:
    """The verifier keys of the ledger and its witnesses, one a line: compare them by other means before you trust them."""
    del request
    lines = [ledger_vkey(), *witness_vkeys()]
    return _said(
        "# Ledger first, then its witnesses. Compare each by telephone or on paper.\n"
        + "\n".join(lines)
        + "\n"
    )


@require_GET
def checkpoint(request: HttpRequest, size: int) -> HttpResponse:
    """The signed head of one size; 404 where none was signed."""
    del request
    try:
        return _said(checkpoint_note(min(size, MOST)))
    except NotFound:
        return _said("No head of this size was signed.\n", 404)


@require_GET
def since(request: HttpRequest, old: int) -> HttpResponse:
    """The newest head, with the proof that it only grew since `old`; 409 with the size where the ledger is shorter."""
    del request
    head = newest_checkpoint()
    if head is None:
        return _said("Nothing was sealed yet.\n", 404)
    if old > head.size:
        return _said(f"{head.size}\n", 409, SIZE)
    return _said(request_body(old, consistency_path(old, head.size), head.note))


@require_GET
def consistency(request: HttpRequest, old: int, new: int) -> HttpResponse:
    """The proof between two sizes, as the lines of `add-checkpoint` before its checkpoint; 404 for sizes that are not there."""
    del request
    try:
        path = consistency_path(old, min(new, MOST))
    except OutsideTree:
        return _said("The ledger does not have these sizes.\n", 404)
    return _said(request_body(old, path, ""))


@require_POST
def cosignatures(request: HttpRequest, size: int) -> HttpResponse:
    """Take signature lines of enrolled witnesses; 404 for a size that was never signed, 403 when no line is a witness's."""
    try:
        lines = limited_body(request, limit=LARGEST).decode()
    except InvalidInput:
        return _said("That is more than signature lines.\n", 413)
    except UnicodeDecodeError:
        return _said("Signature lines are text.\n", 400)
    try:
        with system_scope("witnesses"):
            taken = take_cosignatures(size=min(size, MOST), lines=lines, at=now())
    except NotFound:
        return _said("No head of this size was signed.\n", 404)
    except CosignatureRefused as refusal:
        return _said(f"{refusal}\n", 422)
    if not taken:
        return _said("No witness that is enrolled here signed this.\n", 403)
    return _said(f"{taken}\n")


cosignatures.csrf_exempt = True  # type: ignore[attr-defined] # signed by the witness's key; no cookie is looked at
