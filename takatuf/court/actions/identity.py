"""The key to the child's identity for the court: whose public key it is, sealing the file, and taking it out."""

import base64
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import disclose, require
from takatuf.agencies.models import Sector
from takatuf.agencies.queries import agency
from takatuf.casework.queries import people_of, report_records_of
from takatuf.court.drafts import locked_submission
from takatuf.court.identities import court_key_of
from takatuf.court.models import CourtKey, IdentityKey, Submission, SubmissionDocument
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import NotAllowed, NotFound, Refused
from takatuf.ledger import actions as ledger
from takatuf.people.queries import identifiers_of, open_person
from takatuf.vault.sealed_files import read_recipient, seal_for

FORMAT = "takatuf-identity/1"


class NoCourtKey(Refused):
    """The court has given no public key yet."""


class SealedAlready(Refused):
    """The key to the identity was sealed for this submission already."""


@transaction.atomic
def give_court_key(*, recipient: str, by: Actor, at: datetime) -> None:
    """Give the public key of the actor's own court; from now on files for it are sealed to this one.

    Raises NotAllowed for anybody outside a court, RecipientUnfit.
    """
    worker = require(by, "court.read")
    if worker is None or agency(worker.agency_id).sector != Sector.COURT:
        raise NotAllowed("Only a court gives its own key.")
    key = read_recipient(recipient)
    row = CourtKey(agency_id=worker.agency_id, recipient=key, given_by_id=worker.pk, given_at=at)
    row.save(force_insert=True)
    ledger.write(
        "court.key_given", about=None, by=by, at=at, extra={"court": str(worker.agency_id), "key": key}
    )


@transaction.atomic
def seal_identity(*, submission_id: UUID, by: Actor, at: datetime) -> None:
    """Seal who the persons of a signed submission are, for its court alone; each name opened so is on record.

    The open document holds the child's code only (field/court.md 2.2, 11). Raises NotSigned, NoCourtKey, SealedAlready.
    """
    from takatuf.court.actions.filing import NotSigned

    worker = require(by, "submission.sign")
    if worker is None:
        raise NotAllowed("A person seals it, never a job.")
    submission = locked_submission(submission_id)
    document = SubmissionDocument.objects.filter(submission_id=submission_id).first()
    if document is None:
        raise NotSigned("Only a signed submission has a key to its identities.")
    if IdentityKey.objects.filter(submission_id=submission_id).exists():
        raise SealedAlready("The key to the identity was sealed already.")
    recipient = court_key_of(submission.court_id)
    if not recipient:
        raise NoCourtKey("The court has given no public key yet.")
    words = json.dumps(_identities(submission, document.sha256, by, at), ensure_ascii=False, indent=1)
    sealed = seal_for(recipient, words.encode())
    row = IdentityKey(
        record_id=submission.record_id, submission_id=submission_id, recipient=recipient, sealed_by_id=worker.pk, sealed_at=at
    )  # fmt: skip
    row.seal(file=base64.b64encode(sealed).decode())
    row.save(force_insert=True)
    ledger.write(
        "identity.sealed",
        about=submission.record_id,
        by=by,
        at=at,
        content={"code": submission.code, "court": submission.court_id, "key": recipient},
    )


def _identities(submission: Submission, sha256: str, by: Actor, at: datetime) -> dict[str, Any]:
    """The code in the document, and who stands behind it and the others of the case, as far as the writer reaches them."""
    people = []
    for role in people_of(submission.case_id, by=by, at=at):
        if role.person is None:
            continue
        person = open_person(role.person_id, by=by, at=at)
        contacts = [found.value for found in identifiers_of(role.person.record_id, by=by)]
        people.append({
            "role": role.role, "status": role.suspect_status, "name": person.name, "birth_year": person.birth_year,
            "contacts": contacts,
        })  # fmt: skip
    return {
        "format": FORMAT, "submission": submission.code, "docket": submission.docket, "child_code": submission.child_code,
        "document_sha256": sha256, "people": people, "identifiers": _identifiers(submission.case_id, by, at),
    }  # fmt: skip


def _identifiers(case_id: UUID, by: Actor, at: datetime) -> list[dict[str, str]]:
    """Accounts, numbers and addresses of the case's reports, as whose they are said to be: "the account named in the report"."""
    found = [
        (record_id, row)
        for record_id in report_records_of(case_id, by=by)
        for row in identifiers_of(record_id, by=by)
    ]
    if looked_at := list(dict.fromkeys(record_id for record_id, _row in found)):
        disclose(record_ids=looked_at, what="seal_identity", by=by, at=at)
    return [
        {"kind": row.kind, "value": row.value, "platform": row.platform, "whose": row.whose or "unknown"}
        for _record_id, row in found
    ]


@transaction.atomic
def take_identity_key(*, submission_id: UUID, by: Actor, at: datetime) -> bytes:
    """The sealed file, for the court that it was sealed for; that it was taken is in the ledger and among the looks.

    Raises NotFound for everybody else, and where there is none.
    """
    require(by, "court.read")
    submission = Submission.objects.filter(
        pk=submission_id, court_id=by.agency, filed_at__isnull=False
    ).first()
    row = IdentityKey.objects.filter(submission_id=submission_id).first() if submission else None
    if submission is None or row is None:
        raise NotFound("There is no sealed file for this court.")
    disclose(record_ids=[row.record_id], what="identity_key", by=by, at=at)
    ledger.write("identity.taken", about=row.record_id, by=by, at=at, content={"code": submission.code})
    return base64.b64decode(row.unseal("file"))
