"""Signed documents get a further time stamp before their last one ends: by the worker, once, and what was signed stays."""

import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError

from takatuf.agencies.scope import system_scope
from takatuf.config.commands.renew import renew
from takatuf.court.actions.renewing import JOB, RenewedAlready, keep_stamp, renew_documents
from takatuf.court.documents import whole_document
from takatuf.court.models import DocumentStamp, SubmissionDocument
from takatuf.court.proofs import proof_of
from takatuf.court.queries import open_document, open_submission
from takatuf.ledger import verifier
from takatuf.ledger.models import LedgerEntry
from takatuf.ledger.queries import ledger_vkey
from takatuf.vault.authority import make_demo_authority
from takatuf.vault.signatures import check_signature
from takatuf.vault.signing import Signer
from takatuf.vault.stamps import StampService, service_at
from tests.court.situations import AT, Situation, a_case, a_signed, a_signer, the_sealer_comes
from tests.factories import acting
from tests.house.database import superuser

pytestmark = pytest.mark.usefixtures("house")
DUE = AT + timedelta(days=700)
ENDED = AT + timedelta(days=731)


@lru_cache(maxsize=1)
def later_signer() -> Signer:
    """The same key two years later, with time stamps of an authority whose certificate is new."""
    other = make_demo_authority(Path(tempfile.mkdtemp(prefix="tk-later-")), at=DUE)
    assert other.stamps is not None
    stamps = StampService(other.stamps.stamper_at, (a_signer().root, other.root))
    return replace(a_signer(), stamps=stamps, revocations=(*a_signer().revocations, *other.revocations))


def document_of(here: Situation, submission: UUID) -> bytes:
    with acting(here.writer) as by:
        return open_document(submission, by=by, at=AT)


def stamps() -> list[tuple[int, datetime]]:
    with system_scope(JOB):
        return list(DocumentStamp.objects.order_by("number").values_list("number", "holds_until"))


def test_a_document_says_until_when_it_holds_and_nothing_is_added_before_it_is_due() -> None:
    here = a_case()
    submission = a_signed(here)
    before = document_of(here, submission)

    came_to = renew_documents(at=AT + timedelta(days=630), signer=later_signer())

    assert (came_to.done, came_to.refused, came_to.missed) == (0, (), 0)
    assert stamps() == [(0, AT + timedelta(days=730))]
    assert document_of(here, submission) == before
    with acting(here.writer) as by:
        view = open_submission(submission, by=by, at=AT).proving
    assert view is not None
    assert (view.renewed, view.renewal) == (0, "")


def test_what_is_due_gets_one_further_stamp_that_carries_it_on() -> None:
    here = a_case()
    submission = a_signed(here)
    before = document_of(here, submission)

    first = renew_documents(at=DUE, signer=later_signer())
    second = renew_documents(at=DUE + timedelta(hours=1), signer=later_signer())

    assert (first.done, second.done) == (1, 0)
    after = document_of(here, submission)
    assert after.startswith(before)
    assert len(after) > len(before)
    assert stamps() == [(0, AT + timedelta(days=730)), (1, DUE + timedelta(days=730))]
    signer = later_signer()
    assert signer.stamps is not None
    assert check_signature(after, trust_roots=signer.stamps.roots, at=AT + timedelta(days=1_300)).good
    assert not check_signature(before, trust_roots=signer.stamps.roots, at=AT + timedelta(days=1_300)).good


def test_the_ledger_still_proves_a_renewed_document_and_holds_a_line_about_it() -> None:
    here = a_case()
    submission = a_signed(here)
    renew_documents(at=DUE, signer=later_signer())
    the_sealer_comes()

    with acting(here.writer) as by:
        proof, keys = proof_of(submission, by=by, at=DUE), [ledger_vkey()]
        view = open_submission(submission, by=by, at=DUE).proving

    assert verifier.verify(document_of(here, submission), proof, keys).ok
    assert LedgerEntry.objects.filter(kind="submission.stamped").count() == 1
    assert view is not None
    assert view.renewed == 1


def test_a_service_that_is_away_leaves_everything_as_it_was_and_says_so() -> None:
    here = a_case()
    submission = a_signed(here)
    before = document_of(here, submission)
    signer = later_signer()
    assert signer.stamps is not None
    away = replace(signer, stamps=service_at("http://127.0.0.1:9/", roots=signer.stamps.roots))

    came_to = renew_documents(at=DUE, signer=away)

    assert came_to.done == 0
    assert "did not answer" in came_to.refused[0][1]
    assert document_of(here, submission) == before
    with acting(here.writer) as by:
        view = open_submission(submission, by=by, at=DUE).proving
    assert view is not None
    assert view.renewal == "due"
    assert renew_documents(at=DUE, signer=signer).done == 1


def test_too_late_is_counted_and_nothing_is_stamped() -> None:
    here = a_case()
    submission = a_signed(here)

    came_to = renew_documents(at=ENDED, signer=later_signer())

    assert (came_to.done, came_to.refused, came_to.missed) == (0, (), 1)
    with acting(here.writer) as by:
        view = open_submission(submission, by=by, at=ENDED).proving
    assert view is not None
    assert view.renewal == "missed"


def test_of_two_workers_at_once_one_stamp_is_kept() -> None:
    here = a_case()
    a_signed(here)
    with system_scope(JOB):
        document = SubmissionDocument.objects.get()
        pdf = whole_document(document)
    renew_documents(at=DUE, signer=later_signer())
    with system_scope(JOB):
        renewed = whole_document(document)

    with system_scope(JOB) as by, pytest.raises(RenewedAlready):
        keep_stamp(document_id=document.pk, number=1, before=pdf, renewed=renewed, by=by, at=DUE)

    assert [number for number, _ in stamps()] == [0, 1]


def test_a_document_from_before_stamps_were_noted_is_noted_first() -> None:
    here = a_case()
    a_signed(here)
    with superuser() as server:
        server.execute(b"DELETE FROM court_documentstamp")

    assert renew_documents(at=AT, signer=later_signer()).whole

    assert stamps() == [(0, AT + timedelta(days=730))]


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    here = a_case()
    a_signed(here)

    assert renew() in {0, 1}  # by the clock of the machine, on which the document may be due
    assert "documents got a further time stamp." in capsys.readouterr().out


def test_nobody_changes_a_stamp_and_no_stranger_reads_one() -> None:
    here = a_case()
    a_signed(here)

    with acting(here.writer):
        row = DocumentStamp.objects.get()
    with pytest.raises(ProgrammingError), acting(here.writer):
        DocumentStamp.objects.filter(pk=row.pk).update(number=3)
    with acting(here.officer):
        assert not DocumentStamp.objects.exists()


@pytest.mark.parametrize(("number", "added"), [(0, b"x"), (1, None)])
def test_the_database_refuses_a_stamp_of_the_wrong_form(number: int, added: bytes | None) -> None:
    here = a_case()
    a_signed(here)
    with acting(here.writer):
        row = DocumentStamp.objects.get()

    with pytest.raises(IntegrityError), acting(here.writer):
        DocumentStamp(
            record_id=row.record_id, document_id=row.document_id, number=number + 5 * (number > 0), added=added,
            stamped_at=AT, holds_until=AT,
        ).save(force_insert=True)  # fmt: skip


def test_the_database_refuses_two_stamps_of_one_number() -> None:
    here = a_case()
    a_signed(here)
    with acting(here.writer):
        row = DocumentStamp.objects.get()

    with pytest.raises(IntegrityError, match="court_stamp_number"), acting(here.writer):
        DocumentStamp(
            record_id=row.record_id, document_id=row.document_id, number=0, stamped_at=AT, holds_until=AT
        ).save(force_insert=True)
