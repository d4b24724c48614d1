"""Who reads before the court is known to the reader's own agency alone: in the database, whatever a page would show."""

from uuid import UUID

import pytest

from takatuf.agencies.models import Disclosure, Level, Sector
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role
from takatuf.court.models import Submission
from takatuf.court.queries import open_document, open_submission, reading_room, submissions
from takatuf.court.reading import own_looks
from takatuf.jointwork.actions import share_submission
from tests.court.situations import AT, Situation, a_case, a_filed
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")


def _served_on(here: Situation, submission: UUID, who: WorkerName) -> None:
    with acting(here.writer) as by:
        record_id = Submission.objects.get(pk=submission).record_id
        share_submission(record_id=record_id, agency_id=who.agency.id, level=Level.READ, by=by, at=AT)


def _reads(who: WorkerName, submission: UUID) -> None:
    with acting(who) as by:
        open_submission(submission, by=by, at=AT)
        open_document(submission, by=by, at=AT)


def _readers_known_to(who: WorkerName) -> set[UUID]:
    with acting(who):
        return set(Disclosure.objects.values_list("agency_id", flat=True))


def test_the_court_is_seen_reading_by_the_court_alone() -> None:
    here = a_case()
    submission = a_filed(here)
    prosecutor = make_worker(make_agency(sector=Sector.PROSECUTION), Role.PROSECUTOR)
    ministry = make_agency(sector=Sector.MINISTRY)
    others = [
        here.writer, here.supervisor, prosecutor, make_worker(here.social, Role.ADMINISTRATOR),
        make_worker(ministry, Role.ADMINISTRATOR), make_worker(ministry, Role.DIRECTOR),
        make_worker(make_agency(sector=Sector.COURT), Role.JUDGE),
    ]  # fmt: skip
    _served_on(here, submission, prosecutor)

    with acting(here.judge) as by:
        reading_room(by=by, at=AT)
    _reads(here.judge, submission)

    assert here.court.id in _readers_known_to(here.judge)
    assert [who.role for who in others if here.court.id in _readers_known_to(who)] == []


def test_a_party_is_seen_reading_by_itself_alone_and_not_by_the_court() -> None:
    here = a_case()
    submission = a_filed(here)
    prosecutor = make_worker(make_agency(sector=Sector.PROSECUTION), Role.PROSECUTOR)
    _served_on(here, submission, prosecutor)

    _reads(prosecutor, submission)

    assert _readers_known_to(prosecutor) >= {prosecutor.agency.id}
    assert all(
        prosecutor.agency.id not in _readers_known_to(who) for who in (here.judge, here.writer, here.officer)
    )


def test_what_the_writing_agency_read_stays_visible_to_it_and_not_to_those_it_was_served_on() -> None:
    here = a_case()
    submission = a_filed(here)
    prosecutor = make_worker(make_agency(sector=Sector.PROSECUTION), Role.PROSECUTOR)
    _served_on(here, submission, prosecutor)

    _reads(here.approver, submission)

    assert here.social.id in _readers_known_to(here.writer)
    assert [who.role for who in (prosecutor, here.judge) if here.social.id in _readers_known_to(who)] == []


def test_own_looks_name_the_reader_and_what_was_read() -> None:
    here = a_case()
    submission = a_filed(here)
    with acting(here.writer) as by:
        submissions(by=by, at=AT)
    _reads(here.judge, submission)

    with acting(here.judge) as by:
        looks = own_looks(submission, by=by)

    assert {look.what for look in looks} == {"open_submission", "open_document"}
    assert {look.worker.id for look in looks if look.worker} == {here.judge.id}
