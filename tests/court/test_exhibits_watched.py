"""An exhibit that changes behind the program's back, under a fact that is before the court: the nightly look tells the writer."""

from uuid import UUID

import pytest

from takatuf.agencies.scope import system_scope
from takatuf.config.commands.work import look_at_exhibits
from takatuf.court.actions import file_with_court
from takatuf.court.actions.facts import Source
from takatuf.court.actions.watching import tell_changed_exhibits
from takatuf.court.models.choices import SourceKind
from takatuf.court.waiting import submissions_awaiting
from takatuf.evidence.actions import Described, Holder, Step, add_exhibit
from takatuf.evidence.models import Exhibit, ExhibitKind
from takatuf.evidence.rules import Custody
from takatuf.jointwork.queries import notices
from takatuf.ledger.models import LedgerEntry
from tests.court.situations import AT, Situation, a_case, a_fact, a_signed
from tests.factories import acting, make_worker
from tests.house.database import superuser

pytestmark = pytest.mark.usefixtures("house")

HASH = "9c1e" * 16


def _before_the_court() -> tuple[Situation, UUID, UUID]:
    """A case, a filed submission, and the exhibit from which its one fact was taken."""
    here = a_case()
    with acting(make_worker(here.social)) as by:
        described = Described(
            kind=ExhibitKind.FILE, description="نسخة من سجل الحضور", origin="المدرسة", sha256=HASH
        )
        step = Step(
            Custody.RECEIVED, AT, Holder(body="المدرسة"), Holder(agency_id=here.social.id), "طُلب من المدرسة"
        )
        exhibit = add_exhibit(record_id=here.case_record_id, described=described, step=step, by=by, at=AT).pk
    source = Source(SourceKind.EXHIBIT, "الدليل E-01", "الصفحة الأولى", exhibit, "", HASH)
    submission = a_signed(here, (a_fact(here, sources=(source,)),))
    with acting(here.writer) as by:
        file_with_court(submission_id=submission, by=by, at=AT)
    return here, submission, exhibit


def _set_hash(exhibit: UUID, sha256: str) -> None:
    """As somebody does it who has the database's own rights and the keyring."""
    row = Exhibit.objects.using("keeper").get(pk=exhibit)
    row.seal(sha256=sha256)
    with superuser() as server:
        server.execute("UPDATE evidence_exhibit SET sha256 = %s WHERE id = %s", [row.sha256, exhibit])


def _awaits(who: object) -> list[UUID]:
    with acting(who) as by:  # type: ignore[arg-type]
        return [row.id for row in submissions_awaiting(["correct"], by=by).get("correct", [])]


def test_an_exhibit_that_changed_after_filing_awaits_the_writer_and_is_told_once() -> None:
    here, submission, exhibit = _before_the_court()
    assert look_at_exhibits() == 0
    assert _awaits(here.writer) == []

    _set_hash(exhibit, "0" * 64)
    assert [look_at_exhibits(), look_at_exhibits()] == [1, 1]

    assert _awaits(here.writer) == [submission]
    assert _awaits(here.judge) == []
    with acting(here.writer) as by:
        (told,) = [line.text for line in notices(by=by) if line.kind == "exhibit_changed"]
    assert "1" in told
    assert LedgerEntry.objects.filter(kind="exhibit.found_changed").count() == 1


def test_an_exhibit_that_is_again_what_it_was_awaits_nobody() -> None:
    here, _submission, exhibit = _before_the_court()
    _set_hash(exhibit, "0" * 64)
    with system_scope("clockwork") as by:
        assert tell_changed_exhibits(by=by, at=AT) == 1

    _set_hash(exhibit, HASH)
    with system_scope("clockwork") as by:
        assert tell_changed_exhibits(by=by, at=AT) == 0

    assert _awaits(here.writer) == []


def test_an_exhibit_that_is_gone_awaits_the_writer_too() -> None:
    here, submission, exhibit = _before_the_court()
    with superuser() as server:
        server.execute("SET session_replication_role = replica")
        server.execute("DELETE FROM evidence_exhibit WHERE id = %s", [exhibit])

    assert look_at_exhibits() == 1
    assert _awaits(here.writer) == [submission]
