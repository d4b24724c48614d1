"""Building by the worker: asked for once, waiting for ledger and time stamps, refused with the reason kept, cut off and asked anew."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from pyhanko.sign.timestamps import TimeStamper

from takatuf.config.jobs import BUILD
from takatuf.court.actions import ApprovalMissing, BeingBuilt, ask_for_document, run_building
from takatuf.court.actions import building as building_actions
from takatuf.court.models import SubmissionDocument
from takatuf.court.progress import building_of
from takatuf.court.queries import open_submission
from takatuf.court.rules import Stage
from takatuf.kernel.clock import now
from takatuf.vault.signing import Signer
from takatuf.vault.stamps import StampService, service_at
from tests.court.situations import (
    AT,
    Situation,
    a_case,
    a_child,
    a_fact,
    a_reviewed,
    a_signer,
    an_approved,
    the_sealer_comes,
)
from tests.factories import acting

pytestmark = pytest.mark.usefixtures("house")


def _ask(here: Situation, submission: UUID) -> UUID:
    with acting(here.writer) as by:
        return ask_for_document(submission_id=submission, by=by, at=now())


def _row(here: Situation, submission: UUID):  # type: ignore[no-untyped-def]
    with acting(here.writer) as by:
        return building_of(submission, by=by)


def _watched(signer: Signer, look: Callable[[], None]) -> Signer:
    """The same signer, with somebody looking while the time stamp is asked for."""

    def stamper_at(at: datetime) -> TimeStamper:
        look()
        assert signer.stamps is not None
        return signer.stamps.stamper_at(at)

    assert signer.stamps is not None
    return replace(signer, stamps=StampService(stamper_at, signer.stamps.roots))


def test_the_worker_builds_what_was_asked_for_and_its_stage_is_seen_meanwhile() -> None:
    here = a_case()
    submission = an_approved(here)
    the_sealer_comes()
    building, seen = _ask(here, submission), []

    run_building(
        building_id=building,
        signer=_watched(a_signer(), lambda: seen.append(_row(here, submission).stage)),
    )

    row = _row(here, submission)
    assert seen[0] is Stage.SIGNING
    assert (row.stage, row.is_running, row.refusal) == (Stage.DONE, False, "")
    with acting(here.writer) as by:
        assert open_submission(submission, by=by, at=now()).document_sha256


def test_the_job_is_given_to_the_queue_in_the_same_transaction() -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    here = a_case()
    submission = an_approved(here)

    building = _ask(here, submission)

    (job,) = ProcrastinateJob.objects.filter(task_name=BUILD)
    assert job.args == {"building_id": str(building)}


def test_a_document_is_asked_for_once_and_only_when_it_is_approved() -> None:
    here = a_case()
    reviewed, approved = a_reviewed(here), an_approved(here)

    with acting(here.writer) as by, pytest.raises(ApprovalMissing):
        ask_for_document(submission_id=reviewed, by=by, at=AT)
    first = _ask(here, approved)
    with acting(here.writer) as by:
        with pytest.raises(BeingBuilt):
            ask_for_document(submission_id=approved, by=by, at=now())
        cut_off = now() + building_actions.CUT_OFF_AFTER + timedelta(minutes=1)
        assert ask_for_document(submission_id=approved, by=by, at=cut_off) != first


def test_without_a_time_stamp_service_nothing_is_signed_and_it_is_tried_again() -> None:
    here = a_case()
    submission = an_approved(here)
    the_sealer_comes()
    building = _ask(here, submission)
    down = replace(a_signer(), stamps=service_at("http://127.0.0.1:9/", roots=()))

    run_building(building_id=building, signer=down)

    waiting = _row(here, submission)
    assert (waiting.is_running, waiting.waits_for, waiting.refusal) == (True, "stamps", "")
    with acting(here.writer):
        assert not SubmissionDocument.objects.exists()
    run_building(building_id=building, signer=a_signer())
    assert _row(here, submission).stage is Stage.DONE


def test_while_the_ledger_is_behind_the_building_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building_actions, "_LEDGER_PATIENCE", 0.0)
    here = a_case()
    submission = an_approved(here)
    building = _ask(here, submission)

    run_building(building_id=building, signer=a_signer())

    assert _row(here, submission).waits_for == "ledger"
    the_sealer_comes()
    run_building(building_id=building, signer=a_signer())
    assert _row(here, submission).stage is Stage.DONE


def test_a_refusal_ends_the_building_and_keeps_what_its_sentence_needs() -> None:
    here = a_case()
    a_child(here, "نوران المثال")
    submission = an_approved(here, (a_fact(here, text="غابت نوران المثال عن المدرسة أحد عشر يوماً."),))
    the_sealer_comes()

    run_building(building_id=_ask(here, submission), signer=a_signer())

    row = _row(here, submission)
    assert (row.is_running, row.refusal) == (False, "IdentityFound")
    assert any("page" in place for place in row.told["places"])
    with acting(here.writer):
        assert not SubmissionDocument.objects.exists()
    assert _ask(here, submission)


def test_an_expired_certificate_is_refused_by_name() -> None:
    here = a_case()
    submission = an_approved(here)
    the_sealer_comes()
    from tests.court.situations import an_expired_signer

    run_building(building_id=_ask(here, submission), signer=an_expired_signer())

    assert _row(here, submission).refusal == "CertificateExpired"
