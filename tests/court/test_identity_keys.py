"""The key to the child's identity: sealed for the court alone, never in the open document, every taking on record."""

import json

import pytest
from django.db import IntegrityError, transaction

from takatuf.agencies.models import Disclosure
from takatuf.agencies.rules import Role
from takatuf.court.actions import (
    NoCourtKey,
    NotSigned,
    SealedAlready,
    file_with_court,
    give_court_key,
    seal_identity,
    take_identity_key,
)
from takatuf.court.document.reading import read_document
from takatuf.court.identities import court_key_of, has_identity_key
from takatuf.court.models import CourtKey, IdentityKey
from takatuf.court.queries import open_document
from takatuf.kernel.errors import NotAllowed, NotFound
from takatuf.ledger.models import LedgerEntry
from takatuf.vault.sealed_files import RecipientUnfit, new_pair, open_with_secret, read_recipient
from tests.court.situations import AT, a_case, a_child, a_draft, a_signed
from tests.factories import acting, make_worker

pytestmark = pytest.mark.usefixtures("house")


def test_the_court_alone_opens_who_the_child_is() -> None:
    here = a_case()
    secret, public = new_pair()
    a_child(here, "نوران المثال")
    submission = a_signed(here)
    with acting(here.judge) as by:
        give_court_key(recipient=f" {public} ", by=by, at=AT)

    with acting(here.writer) as by:
        seal_identity(submission_id=submission, by=by, at=AT)
        with pytest.raises(SealedAlready):
            seal_identity(submission_id=submission, by=by, at=AT)
        file_with_court(submission_id=submission, by=by, at=AT)
        pdf = open_document(submission, by=by, at=AT)
    with acting(here.judge) as by:
        sealed = take_identity_key(submission_id=submission, by=by, at=AT)
        looks = list(Disclosure.objects.filter(what="identity_key").values_list("worker_id", flat=True))

    opened = json.loads(open_with_secret(secret, sealed))
    assert opened["child_code"] == "ط-417"
    assert [person["name"] for person in opened["people"]] == ["نوران المثال"]
    assert sealed.startswith(b"age-encryption.org/v1")
    assert looks == [here.judge.id]
    assert LedgerEntry.objects.filter(kind="identity.taken").count() == 1
    document = read_document(pdf)
    assert "نوران" not in " ".join(document.pages)
    assert all("age" not in name for name, _ in document.attachments)


def test_without_the_courts_key_or_a_signature_nothing_is_sealed() -> None:
    here = a_case()
    draft, signed = a_draft(here), a_signed(here)

    with acting(here.writer) as by:
        with pytest.raises(NotSigned):
            seal_identity(submission_id=draft, by=by, at=AT)
        with pytest.raises(NoCourtKey):
            seal_identity(submission_id=signed, by=by, at=AT)
        assert not has_identity_key(signed)
        assert court_key_of(here.court.id) == ""


def test_nobody_but_the_court_takes_the_file_and_the_court_not_before_it_is_filed() -> None:
    here = a_case()
    submission = a_signed(here)
    with acting(here.judge) as by:
        give_court_key(recipient=new_pair()[1], by=by, at=AT)
    with acting(here.writer) as by:
        seal_identity(submission_id=submission, by=by, at=AT)
    with acting(here.judge) as by, pytest.raises(NotFound):
        take_identity_key(submission_id=submission, by=by, at=AT)
    with acting(here.writer) as by:
        file_with_court(submission_id=submission, by=by, at=AT)

    prosecutor = make_worker(here.police, Role.PROSECUTOR)
    with acting(prosecutor) as by, pytest.raises(NotFound):
        take_identity_key(submission_id=submission, by=by, at=AT)
    with acting(here.writer) as by, pytest.raises(NotAllowed):
        take_identity_key(submission_id=submission, by=by, at=AT)
    with acting(here.officer):
        assert IdentityKey.objects.count() == 0


def test_only_a_court_gives_its_own_key_and_only_a_public_one() -> None:
    here = a_case()
    secret, public = new_pair()
    prosecutor = make_worker(here.police, Role.PROSECUTOR)

    with acting(prosecutor) as by, pytest.raises(NotAllowed):
        give_court_key(recipient=public, by=by, at=AT)
    with acting(here.judge) as by:
        for wrong in (secret, "age1x", "", public[:-1]):
            with pytest.raises(RecipientUnfit):
                give_court_key(recipient=wrong, by=by, at=AT)
        with pytest.raises(IntegrityError, match="court_key_is_public"), transaction.atomic():
            CourtKey(agency_id=here.court.id, recipient=secret[:60], given_by_id=by.id, given_at=AT).save(
                force_insert=True
            )  # fmt: skip
    assert read_recipient(public) == public
