"""The journey's case at each point of its way to a court, for the tests of the court pages."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db import connections

from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import worker_scope
from takatuf.config.commands.journey import story
from takatuf.config.commands.journey.walk import Walk
from takatuf.config.commands.work import seal_everything
from takatuf.court import actions as court
from takatuf.kernel.clock import now
from tests.desks.people import worker_named

SIGNED = "submission drawn, checked and signed"
FILED = "filed with the court"
RULED = "hearing and ruling"
ORDERED = "order came back as a step, and was done"


def walk_until(folder: Path, step: str) -> Walk:
    """The journey up to and with this step, ended about now."""
    walk = Walk(folder, None, starts_at=now() - timedelta(days=20), quiet=True)
    walk.all_steps(until=step)
    return walk


def a_draft(folder: Path, *, fact: str = "") -> tuple[Walk, UUID]:
    """A draft with the journey's facts and words, and one more fact where a sentence is given."""
    walk = walk_until(folder, "facts with their sources")
    with worker_scope(worker_named("reem").id) as by:
        draft = court.start_submission(
            case_id=walk.ids["case"], court_id=agency_by_code("court").id, docket=story.DOCKET,
            child_code=story.CHILD_CODE, by=by, at=now(),
        )  # fmt: skip
        facts = list(walk._fact_ids)
        if fact:
            source = court.Source(kind=court.SourceKind.VISIT, label="محضر الزيارة", locator="ص 1")
            facts.append(
                court.record_fact(
                    case_id=walk.ids["case"],
                    text_ar=fact,
                    kind=court.FactKind.RECORD,
                    sources=[source],
                    by=by,
                    at=now(),
                )
            )
        court.place_facts(submission_id=draft, fact_ids=facts, by=by, at=now())
        court.write_sections(submission_id=draft, sections=story.SECTIONS, by=by, at=now())
    return walk, draft


def approve(draft: UUID) -> None:
    """Both approvals."""
    with worker_scope(worker_named("reem").id) as by:
        court.submit_for_approval(submission_id=draft, by=by, at=now())
    for username in ("huda", "yousef"):
        with worker_scope(worker_named(username).id) as by:
            court.approve_submission(submission_id=draft, by=by, at=now())


def the_sealer_comes() -> None:
    """Every ledger line so far is sealed."""
    seal_everything()


def the_worker_builds() -> None:
    """What the worker does with every document that was asked for, in this process."""
    with connections["keeper"].cursor() as cursor:
        cursor.execute("SELECT id FROM court_building WHERE ended_at IS NULL ORDER BY asked_at")
        waiting = [row[0] for row in cursor.fetchall()]
    for building in waiting:
        court.run_building(building_id=building)


def the_worker_builds_beside_the_browser() -> None:
    """The same in a thread of its own: Playwright's loop holds this one, and signing needs one too."""

    def work() -> None:
        try:
            the_worker_builds()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as worker:
        worker.submit(work).result()
