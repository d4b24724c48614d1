"""Further time stamps over signed documents, before the certificate behind the last one ends; done by the worker."""

import base64
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from takatuf.agencies.actions import require
from takatuf.agencies.scope import system_scope
from takatuf.court.documents import whole_document
from takatuf.court.models import DocumentStamp, SubmissionDocument
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import Refused
from takatuf.ledger import actions as ledger
from takatuf.vault.house_signer import house_signer
from takatuf.vault.keyring import KeyDestroyed
from takatuf.vault.renewing import renew_stamp
from takatuf.vault.signatures import RENEW_WITHIN, signed_parts
from takatuf.vault.signing import DocumentSigner

#: The job's own name in the database.
JOB = "renewing"


class RenewedAlready(Refused):
    """Another worker added a further time stamp to this document in the meantime."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """What one round came to: how many documents got a further stamp, and why others did not (document, sentence)."""

    done: int
    refused: tuple[tuple[UUID, str], ...]
    missed: int

    @property
    def whole(self) -> bool:
        """Whether nothing is left that can be done."""
        return not self.refused


def renew_documents(*, at: datetime, signer: DocumentSigner | None = None, most: int = 500) -> Renewed:
    """Add a further time stamp to every signed document whose last one ends soon; outside any transaction.

    Between reading and writing the database holds no transaction: the time-stamp service may take seconds. A document
    that cannot be renewed keeps no other back. `missed` counts those whose last stamp has ended: no stamp mends that.
    """
    _note_first_stamps(most=most)
    with system_scope(JOB):
        due = list(_last(ended=False, at=at).values_list("document_id", "number")[:most])
        missed = _last(ended=True, at=at).count()
    done, refused = 0, []
    for document_id, number in due:
        try:
            _renew(document_id, number, at=at, signer=signer or house_signer(at=at))
            done += 1
        except KeyDestroyed:
            continue  # the record was erased, and with it the document
        except Refused as refusal:
            refused.append((document_id, str(refusal)))
    return Renewed(done, tuple(refused), missed)


def _last(*, ended: bool, at: datetime) -> QuerySet[DocumentStamp]:
    """The last stamps of documents that end soon, or have ended."""
    later = DocumentStamp.objects.filter(document_id=OuterRef("document_id"), number__gt=OuterRef("number"))
    rows = DocumentStamp.objects.filter(~Exists(later)).order_by("holds_until", "pk")
    if ended:
        return rows.filter(holds_until__lt=at)
    return rows.filter(holds_until__gte=at, holds_until__lt=at + RENEW_WITHIN)


def _note_first_stamps(*, most: int) -> None:
    """Documents that were signed before stamps were noted get their first row, read from the file itself."""
    with system_scope(JOB) as by:
        known = DocumentStamp.objects.filter(document_id=OuterRef("pk"))
        for document in SubmissionDocument.objects.filter(~Exists(known)).order_by("pk")[:most]:
            try:
                pdf = base64.b64decode(document.unseal("pdf"))
            except KeyDestroyed:
                continue  # the record was erased, and with it the document
            note_first_stamp(document=document, holds_until=signed_parts(pdf).holds_until, by=by)


def note_first_stamp(*, document: SubmissionDocument, holds_until: datetime, by: Actor) -> None:
    """Note until when a signed document holds, in the transaction of its signature."""
    require(by, "submission.sign")
    DocumentStamp(
        record_id=document.record_id,
        document_id=document.pk,
        number=0,
        stamped_at=document.signed_at,
        holds_until=holds_until,
    ).save(force_insert=True)


def _renew(document_id: UUID, number: int, *, at: datetime, signer: DocumentSigner) -> None:
    with system_scope(JOB):
        pdf = whole_document(SubmissionDocument.objects.get(pk=document_id))
    renewed = renew_stamp(pdf, signer=signer, at=at)
    with system_scope(JOB) as by:
        keep_stamp(document_id=document_id, number=number + 1, before=pdf, renewed=renewed, by=by, at=at)


@transaction.atomic
def keep_stamp(
    *, document_id: UUID, number: int, before: bytes, renewed: bytes, by: Actor, at: datetime
) -> None:
    """Keep what was added to a document after its last stamp, with a line in the ledger. Raises RenewedAlready."""
    require(by, "submission.sign")
    document = SubmissionDocument.objects.get(pk=document_id)
    row = DocumentStamp(
        record_id=document.record_id,
        document_id=document_id,
        number=number,
        stamped_at=at,
        holds_until=signed_parts(renewed).holds_until,
    )
    row.seal(added=base64.b64encode(renewed[len(before) :]).decode())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise RenewedAlready("A further time stamp was added to this document in the meantime.") from error
    ledger.write(
        "submission.stamped",
        about=document.record_id,
        by=by,
        at=at,
        content={"document_sha256": document.sha256, "number": number},
    )
