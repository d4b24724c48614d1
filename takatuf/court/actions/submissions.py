"""Writing a submission: starting it, placing facts, the parts a person writes, review and the two approvals."""

import hashlib
import os
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from takatuf.agencies.actions import open_record, require
from takatuf.agencies.models import RecordKind
from takatuf.casework.queries import case_head
from takatuf.court import rules
from takatuf.court.actions.hindered import NAMED, FactUnsourced, PlacedFactWithdrawn
from takatuf.court.bound import submission_content
from takatuf.court.drafts import approvers_of, hindrances_of, locked_submission, move
from takatuf.court.models import Approval, Fact, FactSource, Submission, SubmissionFact
from takatuf.court.models.choices import SubmissionKind, SubmissionState
from takatuf.court.numbering import number_replaced, numbers_before, numbers_taken
from takatuf.court.rules import Hindrance, Sections
from takatuf.court.stored import to_json
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused
from takatuf.kernel.ids import uuid7
from takatuf.ledger import actions as ledger


class SubmissionFrozen(Refused):
    """The submission is under review or signed: its words no longer change."""


class NotUnderReview(Refused):
    """The submission does not wait for approval."""


class AuthorApproves(Refused):
    """Who wrote a submission does not approve it."""


class SameApprover(Refused):
    """This person approved already; the second approval is another person's."""


class SignedAtOnce(Refused):
    """An urgent application waits for nobody before it is signed."""


class NothingToCorrect(Refused):
    """A correction holds newer versions of facts that stand in the bundle before it, and nothing else."""


class StandsBefore(Refused):
    """The fact stands in a bundle before this one; a supplement holds only what is new."""


def _draft(submission_id: UUID) -> Submission:
    submission = locked_submission(submission_id)
    if not rules.is_open(rules.SubmissionState(submission.state)):
        raise SubmissionFrozen("This submission no longer changes.")
    return submission


def check_ready(*, submission: Submission) -> None:
    """Raise the named error of the first hindrance; it carries all of them."""
    found = hindrances_of(submission)
    if found:
        raise NAMED[found[0][0]](found)


def _code(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('court_submission_code')")
        return f"S-{at:%y}-{cursor.fetchone()[0]:06d}"


@transaction.atomic
def start_submission(
    *,
    case_id: UUID,
    court_id: UUID,
    docket: str,
    child_code: str,
    by: Actor,
    at: datetime,
    kind: SubmissionKind | None = None,
    supplements: UUID | None = None,
) -> UUID:
    """Begin a submission on a case to a court, led by the writer's agency; returns its id.

    With `supplements` it goes on from that signed submission and keeps the numbers of its facts: a supplement, unless
    `kind` says that it is a correction or a new main one. Without, it is a main submission or an urgent application.
    Raises InvalidInput without docket or child code or for a kind that cannot be, NotFound for an unknown case or
    submission, NotSigned when the one before is not signed yet.
    """
    worker = require(by, "submission.write")
    if worker is None:
        raise NotAllowed("A submission is a person's word, never a job's.")
    for name, value in (("docket", docket), ("child_code", child_code)):
        if not value.strip():
            raise InvalidInput(name, "missing")
    kind = kind or (SubmissionKind.SUPPLEMENT if supplements else SubmissionKind.MAIN)
    adds = kind in {SubmissionKind.SUPPLEMENT, SubmissionKind.CORRECTION}
    if (adds and supplements is None) or (kind is SubmissionKind.URGENT and supplements is not None):
        raise InvalidInput("kind", "needs_one_before")
    head = case_head(case_id, by=by)
    before = _signed_before(supplements) if supplements else None
    submission_id, record_id = uuid7(), uuid7()
    open_record(id=record_id, kind=RecordKind.SUBMISSION, lead=worker.agency_id, at=at)
    submission = Submission(
        id=submission_id,
        record_id=record_id,
        case_id=case_id,
        case_record_id=head.record_id,
        code=_code(at),
        court_id=court_id,
        agency_id=worker.agency_id,
        docket=docket.strip(),
        child_code=child_code.strip(),
        kind=kind,
        version=before.version + 1 if before else 1,
        supersedes=before,
        supersedes_sha256=before.document.sha256 if before else "",
        author_id=worker.pk,
        started_at=at,
    )
    submission.save(force_insert=True)
    content = submission_content(submission)
    ledger.write("submission.started", about=record_id, by=by, at=at, content=content)
    return submission_id


def _signed_before(submission_id: UUID) -> Submission:
    from takatuf.court.actions.filing import NotSigned

    before = Submission.objects.filter(pk=submission_id).select_related("document").first()
    if before is None:
        raise NotFound("No such submission.")
    if before.signed_at is None:
        raise NotSigned("The submission before this one is not signed yet.")
    return before


@transaction.atomic
def place_facts(*, submission_id: UUID, fact_ids: Sequence[UUID], by: Actor, at: datetime) -> dict[UUID, int]:
    """Place facts of the case in the submission, in this order; returns the number of each.

    Numbers go on after the highest of this submission and of those before it; in a correction a newer version takes the
    number of the fact that it corrects. One ledger line for each fact, so that
    its proof can stand in the document. Raises SubmissionFrozen, NotFound for a fact of another case, FactUnsourced
    for a fact without a standing source, PlacedFactWithdrawn for one that was withdrawn or replaced,
    NothingToCorrect, StandsBefore.
    """
    require(by, "submission.write")
    submission = _draft(submission_id)
    facts = {row.pk: row for row in Fact.objects.filter(pk__in=fact_ids, record_id=submission.case_record_id)}
    if missing := [id for id in fact_ids if id not in facts]:
        raise NotFound(f"{len(missing)} of these facts are not in this case.")
    already = set(
        SubmissionFact.objects.filter(submission_id=submission_id).values_list("fact_id", flat=True)
    )
    wanted = [id for id in dict.fromkeys(fact_ids) if id not in already]
    _check_placeable([facts[id] for id in wanted])
    numbers = _numbers(submission, [facts[id] for id in wanted])
    for fact_id, number in numbers.items():
        _place(submission, facts[fact_id], number, by, at)
    return numbers


def _check_placeable(facts: Sequence[Fact]) -> None:
    ids = [fact.pk for fact in facts]
    sourced = set(
        FactSource.objects.filter(fact_id__in=ids, withdrawn_at__isnull=True).values_list(
            "fact_id", flat=True
        )
    )
    replaced = set(Fact.objects.filter(supersedes_id__in=ids).values_list("supersedes_id", flat=True))
    if bare := [(Hindrance.FACT_UNSOURCED, fact.number) for fact in facts if fact.pk not in sourced]:
        raise FactUnsourced(bare)
    if gone := [
        (Hindrance.FACT_WITHDRAWN, fact.number) for fact in facts if fact.withdrawn_at or fact.pk in replaced
    ]:
        raise PlacedFactWithdrawn(gone)


def _numbers(submission: Submission, facts: Sequence[Fact]) -> dict[UUID, int]:
    """The number that each fact takes in the submission."""
    before = numbers_before(submission)
    if submission.kind != SubmissionKind.CORRECTION:
        if submission.kind == SubmissionKind.SUPPLEMENT and any(fact.pk in before for fact in facts):
            raise StandsBefore("One of these facts stands in the bundle before already.")
        fresh = rules.next_numbers(numbers_taken(submission), len(facts))
        return dict(zip((fact.pk for fact in facts), fresh, strict=True))
    corrected = {fact.pk: number_replaced(fact, before) for fact in facts}
    if None in corrected.values():
        raise NothingToCorrect("One of these facts corrects nothing in the bundle before.")
    return {fact: found[0] for fact, found in corrected.items() if found}


def _place(submission: Submission, fact: Fact, number: int, by: Actor, at: datetime) -> None:
    salt = os.urandom(16)
    text = fact.unseal("text_ar")
    entry = ledger.write(
        "fact.placed",
        about=submission.record_id,
        by=by,
        at=at,
        content={"fact": fact.pk, "number": number, "text_ar": text},
        extra={"fact": rules.fact_commitment(salt, code=submission.code, number=number, text_ar=text)},
    )
    SubmissionFact(
        record_id=submission.record_id,
        submission_id=submission.pk,
        fact_id=fact.pk,
        number=number,
        commitment_salt=salt,
        ledger_entry=entry,
    ).save(force_insert=True)


@transaction.atomic
def remove_fact(*, submission_id: UUID, number: int, by: Actor, at: datetime) -> None:
    """Take a fact out of a draft; its number stays unused below the highest. Raises SubmissionFrozen, NotFound."""
    require(by, "submission.write")
    submission = _draft(submission_id)
    deleted, _ = SubmissionFact.objects.filter(submission_id=submission_id, number=number).delete()
    if not deleted:
        raise NotFound("No fact has this number in the submission.")
    ledger.write("fact.removed", about=submission.record_id, by=by, at=at, content={"number": number})


@transaction.atomic
def write_sections(*, submission_id: UUID, sections: Sections, by: Actor, at: datetime) -> None:
    """Write the parts that a person writes, all at once. Raises SubmissionFrozen; InvalidInput for an unknown fact number."""
    require(by, "submission.write")
    submission = _draft(submission_id)
    numbers = set(numbers_taken(submission))
    if unknown := sorted(sections.facts_named - numbers):
        raise InvalidInput("facts", "unknown_fact", number=unknown[0])
    text = to_json(sections)
    submission.seal(sections=text)
    submission.save(update_fields=["sections"])
    ledger.write(
        "submission.written",
        about=submission.record_id,
        by=by,
        at=at,
        content={"sections_sha256": hashlib.sha256(text.encode()).hexdigest()},
    )


@transaction.atomic
def submit_for_approval(*, submission_id: UUID, by: Actor, at: datetime) -> None:
    """Hand the draft to its approvers. Raises SubmissionFrozen, and a NotReady that names what is missing."""
    require(by, "submission.write")
    submission = _draft(submission_id)
    if submission.kind == SubmissionKind.URGENT:
        raise SignedAtOnce("An urgent application is signed by one person and approved afterwards.")
    check_ready(submission=submission)
    move(submission, SubmissionState.REVIEWED)
    ledger.write(
        "submission.reviewed", about=submission.record_id, by=by, at=at, content={"code": submission.code}
    )


@transaction.atomic
def return_to_draft(*, submission_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Send a submission under review back to its author, who reads why; approvals given so far lapse.

    Raises NotUnderReview, InvalidInput without a reason.
    """
    worker = require(by, "submission.approve")
    if worker is None:
        raise NotAllowed("Only a person sends a submission back.")
    if not reason.strip():
        raise InvalidInput("reason", "missing")
    submission = locked_submission(submission_id)
    if not rules.may_follow(rules.SubmissionState(submission.state), rules.SubmissionState.DRAFT):
        raise NotUnderReview("This submission does not wait for approval.")
    Approval.objects.filter(submission_id=submission_id, lapsed_at__isnull=True).update(lapsed_at=at)
    submission.returned_at, submission.returned_by_id = at, worker.pk
    submission.seal(returned_why=reason.strip())
    submission.save(update_fields=["returned_at", "returned_by", "returned_why"])
    move(submission, SubmissionState.DRAFT)
    ledger.write(
        "submission.returned", about=submission.record_id, by=by, at=at, content={"reason": reason.strip()}
    )


@transaction.atomic
def approve_submission(*, submission_id: UUID, by: Actor, at: datetime) -> int:
    """Stand for the submission; returns how many approvals it has now. With the second one it is approved.

    Two different persons, neither of them the author. Raises NotUnderReview, AuthorApproves, SameApprover.
    """
    worker = require(by, "submission.approve")
    if worker is None:
        raise NotAllowed("An approval is a person's, never a job's.")
    submission = locked_submission(submission_id)
    if submission.author_id == worker.pk:
        raise AuthorApproves("Who wrote a submission does not approve it.")
    given = approvers_of(submission.pk)
    if worker.pk in given:
        raise SameApprover("This person approved already.")
    if submission.state != SubmissionState.REVIEWED:
        raise NotUnderReview("This submission does not wait for approval.")
    Approval(record_id=submission.record_id, submission_id=submission.pk, worker_id=worker.pk, at=at).save(
        force_insert=True
    )
    count = rules.approvals_count(submission.author_id, [*given, worker.pk])
    if count >= rules.APPROVALS_NEEDED:
        move(submission, SubmissionState.APPROVED)
    ledger.write(
        "submission.approved",
        about=submission.record_id,
        by=by,
        at=at,
        content={"worker": worker.pk, "count": count},
    )
    return count
