"""The reading room: a document with anchors, facts chosen by plain links, versions, and the reader's own record of looks."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from takatuf.agencies.scope import worker_scope
from takatuf.config.commands.journey import story
from takatuf.court import actions as court
from takatuf.court.rules import Sections
from takatuf.kernel.clock import now
from tests.court.situations import a_signer
from tests.desks.courting import FILED, approve, the_sealer_comes, walk_until
from tests.desks.people import sign_in, worker_named

pytestmark = pytest.mark.usefixtures("house")
COURT = "/en/court/"


def _supplement(case_id: UUID, before: UUID) -> UUID:
    """One new fact, signed and filed as version 2."""
    at = now()
    with worker_scope(worker_named("reem").id) as by:
        source = court.Source(
            kind=court.SourceKind.RECORD, label="سجل الحضور", locator="ص 9", quoted="حضر كل يوم"
        )
        fact = court.record_fact(
            case_id=case_id, text_ar="عاد الطفل إلى المدرسة وانتظم.", kind=court.FactKind.RECORD, sources=[source], by=by, at=at,
        )  # fmt: skip
        second = court.start_submission(
            case_id=case_id, court_id=worker_named("judge").agency.id, docket=story.DOCKET, child_code=story.CHILD_CODE,
            supplements=before, by=by, at=at,
        )  # fmt: skip
        court.place_facts(submission_id=second, fact_ids=[fact], by=by, at=at)
        said = replace(story.SECTIONS, what_changed="أُضيفت واقعة العودة إلى المدرسة.")
        court.write_sections(submission_id=second, sections=said, by=by, at=at)
    approve(second)
    the_sealer_comes()
    with worker_scope(worker_named("reem").id) as by:
        court.build_and_sign(submission_id=second, signer=a_signer(), by=by, at=at)
        court.file_with_court(submission_id=second, by=by, at=now())
    return second


def test_the_judge_chooses_facts_by_their_standing_without_scripts(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, FILED)
    judge, path = sign_in("judge"), f"{COURT}{walk.ids['submission']}/"

    whole = judge.get(path)
    contested = judge.get(f"{path}?show=contested")
    nonsense = judge.get(f"{path}?show=<b>")

    facts = whole.context["shown"].facts
    assert len(facts) == len(story.FACTS)
    assert [fact.code for fact in contested.context["shown"].facts] == ["contested"]
    assert "other facts are left out here" in contested.content.decode()
    assert 'href="?show=contested#facts"' in whole.content.decode()
    assert 'action="/en/accounts/logout/"' in whole.content.decode(), (
        "a judge signs out from the document too"
    )
    assert len(nonsense.context["shown"].facts) == len(facts)
    assert 'id="fact-1"' in whole.content.decode()
    assert 'href="#study"' in whole.content.decode()


def test_late_material_is_marked_and_the_first_version_says_what_came_after_it(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, FILED)
    first = walk.ids["submission"]
    with worker_scope(worker_named("judge").id) as by:
        court.record_hearing(submission_id=first, starts_at=now() + timedelta(days=9), by=by, at=now())
    second = _supplement(walk.ids["case"], first)
    judge = sign_in("judge")

    older = judge.get(f"{COURT}{first}/").content.decode()
    newer = judge.get(f"{COURT}{second}/")
    words = newer.content.decode()

    assert "This was added to on" in older
    assert f"/court/{second}/" in older
    assert "Late material" in words
    assert "Late material" not in older
    assert newer.context["versions"].changes.new == (len(story.FACTS) + 1,)
    assert f"New: fact {len(story.FACTS) + 1}." in words
    assert "حضر كل يوم" in words


def test_what_the_signed_file_does_not_say_the_screen_does_not_say_either(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, FILED)
    first = walk.ids["submission"]
    with worker_scope(worker_named("reem").id) as by:
        anew = court.record_fact(
            case_id=walk.ids["case"], text_ar="تواصل الحساب ثماني مرات.", kind=court.FactKind.RECORD,
            sources=[court.Source(kind=court.SourceKind.RECORD, label="الإفادة المصححة", locator="ص 1")],
            supersedes=walk._fact_ids[1], by=by, at=now(),
        )  # fmt: skip
        correction = court.start_submission(
            case_id=walk.ids["case"], court_id=worker_named("judge").agency.id, docket=story.DOCKET,
            child_code=story.CHILD_CODE, kind=court.SubmissionKind.CORRECTION, supplements=first, by=by, at=now(),
        )  # fmt: skip
        court.place_facts(submission_id=correction, fact_ids=[anew], by=by, at=now())
        court.write_sections(
            submission_id=correction, sections=Sections(correction_why="صحح المزود إفادته."), by=by, at=now()
        )
    approve(correction)
    the_sealer_comes()
    with worker_scope(worker_named("reem").id) as by:
        court.build_and_sign(submission_id=correction, signer=a_signer(), by=by, at=now())
        court.file_with_court(submission_id=correction, by=by, at=now())
    judge = sign_in("judge")

    page = judge.get(f"{COURT}{correction}/")
    words = page.content.decode()
    older = judge.get(f"{COURT}{first}/").content.decode()

    parts = [part.id for part in page.context["doc"].contents]
    assert parts == ["facts", "signed"]
    assert "interview" not in words
    assert "before: Contested" in words
    assert "صحح المزود إفادته." in words
    assert "Something in this was corrected on" in older
    assert "This was replaced" not in older
    assert 'id="exhibit-E-02"' in older
    assert 'href="#exhibit-E-02"' in older


def test_each_reader_finds_the_looks_of_the_own_agency_only(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, FILED)
    path = f"{COURT}{walk.ids['submission']}/"
    judge, majed, reem = sign_in("judge"), sign_in("majed"), sign_in("reem")
    judge.get(path)

    own = judge.get(f"{path}looks/").content.decode()
    party = reem.get(f"/en/desk/submissions/{walk.ids['submission']}/").context["desk"].serve_on[0]
    reem.post(f"/en/desk/submissions/{walk.ids['submission']}/serve/", {"agency": str(party.id)})
    theirs = majed.get(f"{path}looks/").content.decode()

    assert "The judge" in own
    assert "read the submission" in own
    assert "The judge" not in theirs
    assert reem.get(f"{path}looks/").status_code == 404
