"""The whole build with the real renderer and signer: gates, signature, proof, and what the court then sees."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from takatuf.agencies.models import Disclosure
from takatuf.agencies.rules import Role
from takatuf.casework.models import Case
from takatuf.court.actions import (
    LedgerBehind,
    NotTheAuthor,
    SubmissionFrozen,
    acknowledge_submission,
    approve_submission,
    build_and_sign,
    file_with_court,
    start_submission,
    submit_for_approval,
    write_sections,
)
from takatuf.court.actions.filing import AlreadyFiled
from takatuf.court.document.errors import IdentityFound
from takatuf.court.document.reading import read_document
from takatuf.court.document.view import SubmissionView
from takatuf.court.models import Fact, FactSource, Submission, SubmissionDocument
from takatuf.court.models.choices import Stance, SubmissionKind, SubmissionState
from takatuf.court.proofs import proof_of
from takatuf.court.queries import facts_of, open_document, open_submission, reading_room
from takatuf.court.rules import fact_commitment
from takatuf.court.stored import from_json
from takatuf.kernel.errors import NotFound
from takatuf.ledger import verifier
from takatuf.ledger.queries import ledger_vkey
from takatuf.ledger.verifier.notes import from_b64
from takatuf.vault.signatures import check_signature
from tests.court.situations import (
    AT,
    SECTIONS,
    a_case,
    a_child,
    a_draft,
    a_fact,
    a_filed,
    a_signed,
    a_signer,
    an_approved,
    say,
    the_sealer_comes,
)
from tests.factories import acting, make_worker

pytestmark = pytest.mark.usefixtures("house")


def test_the_signed_document_is_valid_and_proven_and_one_byte_shows() -> None:
    here = a_case()
    submission = a_signed(here)

    with acting(here.writer) as by:
        pdf = open_document(submission, by=by, at=AT)
        proof = proof_of(submission, by=by, at=AT)
        keys = [ledger_vkey()]

    assert check_signature(pdf, trust_roots=[a_signer().root], at=AT).good
    assert verifier.verify(pdf, json.loads(json.dumps(proof)), keys).ok
    changed = bytearray(pdf)
    changed[len(pdf) // 2] ^= 1
    assert not verifier.verify(bytes(changed), proof, keys).ok


def test_poppler_says_that_the_signature_is_valid(tmp_path: Path, in_ci: bool) -> None:
    if shutil.which("pdfsig") is None:
        assert not in_ci, "poppler's pdfsig is not on this machine"
        pytest.skip("poppler's pdfsig is not on this machine.")
    here = a_case()
    submission = a_signed(here)
    with acting(here.writer) as by:
        (tmp_path / "submission.pdf").write_bytes(open_document(submission, by=by, at=AT))

    said = subprocess.run(
        ["pdfsig", "-nocert", "submission.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert "Signature is Valid" in said.stdout
    assert "Signature #2" in said.stdout  # the last time stamp, which poppler names and does not check


def test_the_document_carries_facts_their_proofs_and_the_verifier() -> None:
    here = a_case()
    fact = a_fact(here)
    say(here, fact, prosecution=Stance.ADMITS, defence=Stance.DENIES)
    submission = a_signed(here, (fact,))

    with acting(here.writer) as by:
        drawn = read_document(open_document(submission, by=by, at=AT))
        code = open_submission(submission, by=by, at=AT).row.code

    attached = dict(drawn.attachments)
    assert {"facts.jsonld", "facts-proofs.json", "verify.py", "manifest.json"} <= attached.keys()
    (line,) = json.loads(attached["facts-proofs.json"])["facts"]
    salt = from_b64(line["salt"], ValueError)
    text = "انتظم الطفل في المدرسة ثم غاب أحد عشر يوماً."
    assert line["id"] == fact_commitment(salt, code=code, number=1, text_ar=text)
    assert json.loads(attached["facts.jsonld"])["takatuf:fact"][0]["takatuf:standing"] == "contested"


def test_nothing_is_signed_while_the_sealer_is_behind() -> None:
    here = a_case()
    submission = an_approved(here)

    with acting(here.writer) as by, pytest.raises(LedgerBehind):
        build_and_sign(submission_id=submission, signer=a_signer(), by=by, at=AT)

    with acting(here.writer):
        assert SubmissionDocument.objects.count() == 0


def test_only_the_author_signs() -> None:
    here = a_case()
    submission = an_approved(here)
    the_sealer_comes()
    colleague = make_worker(here.writer.agency, Role.COURT_WRITER)

    with acting(colleague) as by, pytest.raises(NotTheAuthor):
        build_and_sign(submission_id=submission, signer=a_signer(), by=by, at=AT)


def test_the_name_of_the_child_in_a_sentence_stops_the_signature() -> None:
    here = a_case()
    a_child(here, "نوران المثال")
    submission = an_approved(here, (a_fact(here, text="غابت نوران المثال عن المدرسة أحد عشر يوماً."),))
    the_sealer_comes()

    with acting(here.writer) as by, pytest.raises(IdentityFound) as refused:
        build_and_sign(submission_id=submission, signer=a_signer(), by=by, at=AT)

    assert "نوران" not in str(refused.value)
    with acting(here.writer) as by:
        assert open_submission(submission, by=by, at=AT).row.state == SubmissionState.APPROVED


def test_a_signed_submission_is_frozen_in_the_house_and_in_the_database() -> None:
    here = a_case()
    submission = a_signed(here)

    with acting(here.writer) as by:
        with pytest.raises(SubmissionFrozen):
            write_sections(submission_id=submission, sections=SECTIONS, by=by, at=AT)
        with pytest.raises(SubmissionFrozen):
            build_and_sign(submission_id=submission, signer=a_signer(), by=by, at=AT)
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            Submission.objects.update(docket="44-0000")


def test_the_court_reads_the_submission_after_filing_and_nothing_of_the_case() -> None:
    here = a_case()
    submission = a_filed(here)

    with acting(here.judge) as by:
        (row,) = reading_room(by=by, at=AT)
        view = open_submission(submission, by=by, at=AT)
        assert open_document(submission, by=by, at=AT).startswith(b"%PDF")
        assert [model.objects.count() for model in (Case, Fact, FactSource)] == [0, 0, 0]
        with pytest.raises(NotFound):
            facts_of(here.case_id, by=by, at=AT)

    assert row.id == submission
    assert [placed.fact for placed in view.facts] == [None]
    signed_view = from_json(SubmissionView, view.document_view)
    assert signed_view.facts[0].text_ar.startswith("انتظم الطفل")
    assert signed_view.child_code == "ط-417"


def test_the_reading_record_of_the_court_is_the_courts_own() -> None:
    here = a_case()
    submission = a_filed(here)
    with acting(here.judge) as by:
        open_submission(submission, by=by, at=AT)
        assert Disclosure.objects.filter(agency_id=here.court.id).count() == 1

    with acting(here.writer) as by:
        open_submission(submission, by=by, at=AT)
        seen_by = set(Disclosure.objects.values_list("agency_id", flat=True))

    assert seen_by == {here.social.id}


def test_a_submission_is_filed_once_and_its_receipt_noted_once() -> None:
    here = a_case()
    submission = a_filed(here)

    with acting(here.writer) as by, pytest.raises(AlreadyFiled):
        file_with_court(submission_id=submission, by=by, at=AT)
    with acting(here.judge) as by:
        acknowledge_submission(submission_id=submission, by=by, at=AT)
        with pytest.raises(AlreadyFiled):
            acknowledge_submission(submission_id=submission, by=by, at=AT)
        assert open_submission(submission, by=by, at=AT).row.state == SubmissionState.ACKNOWLEDGED


def test_an_agency_without_access_sees_no_filed_submission() -> None:
    here = a_case()
    submission = a_filed(here)

    with acting(here.officer) as by:
        assert [model.objects.count() for model in (Submission, SubmissionDocument)] == [0, 0]
        with pytest.raises(NotFound):
            open_document(submission, by=by, at=AT)
        with pytest.raises(NotFound):
            proof_of(submission, by=by, at=AT)


def test_a_supplement_goes_on_with_the_numbers_and_names_the_one_before() -> None:
    from takatuf.court.actions import place_facts

    here = a_case()
    first = a_signed(here)
    with acting(here.writer) as by:
        sha256 = open_submission(first, by=by, at=AT).document_sha256
        second = start_submission(
            case_id=here.case_id, court_id=here.court.id, docket="44-1187", child_code="ط-417", supplements=first,
            by=by, at=AT,
        )  # fmt: skip
    new = a_fact(here, text="عاد الطفل إلى المدرسة.")
    with acting(here.writer) as by:
        assert place_facts(submission_id=second, fact_ids=[new], by=by, at=AT) == {new: 2}
        changed = replace(SECTIONS, what_changed="أُضيفت الواقعة الثانية.", key_facts=(2,))
        write_sections(submission_id=second, sections=changed, by=by, at=AT)
        submit_for_approval(submission_id=second, by=by, at=AT)
        row = open_submission(second, by=by, at=AT).row
        before = Submission.objects.get(pk=second)

    assert (row.kind, row.version) == (SubmissionKind.SUPPLEMENT, 2)
    assert before.supersedes_sha256 == sha256
    for who in (here.approver, here.supervisor):
        with acting(who) as by:
            approve_submission(submission_id=second, by=by, at=AT)
    the_sealer_comes()
    with acting(here.writer) as by:
        build_and_sign(submission_id=second, signer=a_signer(), by=by, at=AT)
        assert open_submission(first, by=by, at=AT).row.replaced_by == row.code


def test_a_draft_has_no_document() -> None:
    here = a_case()
    submission = a_draft(here)

    with acting(here.writer) as by, pytest.raises(NotFound):
        open_document(submission, by=by, at=AT)
