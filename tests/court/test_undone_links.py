"""A link that is undone holds back the submissions that may rest on it, until a named person has looked."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind
from takatuf.agencies.rules import Role
from takatuf.casework.actions import LinkBasis, LinkKind, confirm_link, link_cases, undo_link
from takatuf.casework.models import Case
from takatuf.court.actions import (
    RestsOnUndoneLink,
    ReviewedAlready,
    build_and_sign,
    file_with_court,
    review_undone_link,
)
from takatuf.court.models import LinkReview
from takatuf.court.reading_links import link_doubts
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.kernel.ids import uuid7
from tests.court.situations import (
    AT,
    Situation,
    a_case,
    a_draft,
    a_filed,
    a_signer,
    an_approved,
    the_sealer_comes,
)
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
HOUR = timedelta(hours=1)


def another_case(here: Situation) -> str:
    case_id, record_id = uuid7(), uuid7()
    code = f"D-26-{str(case_id)[-6:].upper()}"
    with acting(here.writer):
        open_record(id=record_id, kind=RecordKind.CASE, lead=here.social.id, at=AT)
        Case(
            id=case_id, record_id=record_id, code=code, level=2, lead_id=here.social.id, opened_at=AT,
            opened_by_id=here.writer.id,
        ).save(force_insert=True)  # fmt: skip
    return code


def linked(here: Situation, *, undone_after: timedelta | None) -> UUID:
    """A link between children, confirmed an hour before the submission is begun, and undone after it."""
    code, (one, two) = another_case(here), (make_worker(here.social, Role.CASEWORKER) for _ in range(2))
    with acting(one) as by:
        row = link_cases(
            case_id=here.case_id, other_code=code, kind=LinkKind.CO_VICTIMS, basis=LinkBasis.ACCOUNT, why="الحساب نفسه", by=by,
            at=AT - HOUR,
        )  # fmt: skip
    with acting(two) as by:
        confirm_link(case_id=here.case_id, link_id=row.pk, by=by, at=AT - HOUR)
        if undone_after is not None:
            undo_link(
                case_id=here.case_id, link_id=row.pk, reason="حسابان مختلفان", by=by, at=AT + undone_after
            )
    return row.pk


def sign(here: Situation, submission: UUID) -> None:
    with acting(here.writer) as by:
        build_and_sign(submission_id=submission, signer=a_signer(), by=by, at=AT + 2 * HOUR)


def looked(here: Situation, submission: UUID, link: UUID, finding: str = "لا شيء فيها يستند إليه") -> None:
    with acting(here.writer) as by:
        review_undone_link(submission_id=submission, link_id=link, finding=finding, by=by, at=AT + HOUR)


def test_nothing_is_signed_until_a_person_has_looked_at_the_link() -> None:
    here = a_case()
    submission = an_approved(here)
    link = linked(here, undone_after=HOUR)
    the_sealer_comes()
    with pytest.raises(RestsOnUndoneLink):
        sign(here, submission)
    with pytest.raises(InvalidInput):
        looked(here, submission, link, " ")

    looked(here, submission, link)
    the_sealer_comes()
    sign(here, submission)

    with acting(here.writer) as by:
        (doubt,) = link_doubts(submission, by=by)
        with pytest.raises(ReviewedAlready):
            review_undone_link(
                submission_id=submission, link_id=link, finding="مرة أخرى", by=by, at=AT + 3 * HOUR
            )
    assert (doubt.reviewed_by, doubt.finding) == (here.writer, "لا شيء فيها يستند إليه")


def test_what_was_signed_before_is_not_filed_until_a_person_has_looked() -> None:
    here = a_case()
    submission = an_approved(here)
    the_sealer_comes()
    sign(here, submission)
    link = linked(here, undone_after=3 * HOUR)

    with acting(here.writer) as by, pytest.raises(RestsOnUndoneLink):
        file_with_court(submission_id=submission, by=by, at=AT + 4 * HOUR)
    looked(here, submission, link)
    with acting(here.writer) as by:
        file_with_court(submission_id=submission, by=by, at=AT + 4 * HOUR)


@pytest.mark.parametrize("undone_after", [None, -timedelta(minutes=30)])
def test_a_link_that_stands_or_was_undone_before_holds_nothing_back(undone_after: timedelta | None) -> None:
    here = a_case()
    link = linked(here, undone_after=undone_after)
    submission = a_draft(here)

    with acting(here.writer) as by:
        assert link_doubts(submission, by=by) == []
        with pytest.raises(NotFound):
            review_undone_link(submission_id=submission, link_id=link, finding="x", by=by, at=AT)


def test_who_does_not_write_submissions_does_not_release_one() -> None:
    here = a_case()
    submission = an_approved(here)
    link = linked(here, undone_after=HOUR)

    with acting(here.approver) as by, pytest.raises(NotAllowed):
        review_undone_link(submission_id=submission, link_id=link, finding="x", by=by, at=AT)


def test_the_court_and_a_hostile_agency_read_nothing_of_it() -> None:
    here = a_case()
    submission = a_filed(here)
    link = linked(here, undone_after=HOUR)
    looked(here, submission, link)

    for who in (here.judge, make_worker(make_agency(), Role.COURT_WRITER)):
        with acting(who) as by:
            assert LinkReview.objects.count() == 0
            assert link_doubts(submission, by=by) == []
    with (
        acting(here.writer),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="permission denied"),
    ):
        cursor.execute("UPDATE court_linkreview SET reviewed_at = now()")


def test_the_database_refuses_a_second_review() -> None:
    here = a_case()
    submission = an_approved(here)
    looked(here, submission, linked(here, undone_after=HOUR))

    with (
        connections["keeper"].cursor() as cursor,
        pytest.raises(DatabaseError, match="court_linkreview_once"),
    ):
        cursor.execute(
            "INSERT INTO court_linkreview SELECT (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid()))).*"
            " FROM court_linkreview AS r"
        )
