"""Links between cases: what may carry one, two persons, what each side sees, and undoing that everybody hears of."""

from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction

from takatuf.agencies.models import Sector
from takatuf.agencies.queries import AgencyName, WorkerName
from takatuf.agencies.rules import Role
from takatuf.casework.actions import (
    AlreadyLinked,
    ChildFacts,
    LinkBasis,
    LinkKind,
    LinkStands,
    SecondPersonNeeded,
    WeakLink,
    confirm_link,
    link_cases,
    start_case,
    undo_link,
)
from takatuf.casework.events import CaseLinkUndone
from takatuf.casework.models import Case, CaseLink
from takatuf.casework.queries import LinkRow, links_of, open_case
from takatuf.casework.rules import CHILD_LINKS, link_holds
from takatuf.jointwork.actions import appoint_lead
from takatuf.jointwork.queries import notices
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.kernel.events import subscribe
from tests.casework.situations import AT, DAY, Country, make_country, receive, started_case
from tests.factories import acting, make_agency, make_worker

WHY = "الحساب نفسه كتب إلى الطفلين"


@dataclass(frozen=True)
class Two:
    """Two cases of the hotline, each led by another agency since."""

    country: Country
    one: Case
    other: Case
    second: WorkerName
    other_agency: AgencyName
    other_worker: WorkerName


@pytest.fixture
def two(house: None) -> Two:
    country = make_country()
    other_agency = make_agency(sector=Sector.SOCIAL)
    one, report = started_case(country), receive(country)
    with acting(country.triage) as by:
        other = start_case(report_id=report, level=2, child=ChildFacts(age=9), by=by, at=AT)
        appoint_lead(case_id=other.pk, agency_id=other_agency.id, by=by, at=AT)
    second = make_worker(country.hotline, Role.SHIFT_LEADER)
    return Two(country, one, other, second, other_agency, make_worker(other_agency, Role.CASEWORKER))


def _link(two: Two, kind: LinkKind = LinkKind.CO_VICTIMS, basis: LinkBasis = LinkBasis.ACCOUNT) -> CaseLink:
    with acting(two.country.triage) as by:
        return link_cases(
            case_id=two.one.pk, other_code=f" {two.other.code.lower()} ", kind=kind, basis=basis, why=WHY, by=by, at=AT
        )  # fmt: skip


def _confirmed(two: Two) -> CaseLink:
    link = _link(two)
    with acting(two.second) as by:
        return confirm_link(case_id=two.other.pk, link_id=link.pk, by=by, at=AT + DAY)


def _seen(who: WorkerName, case: Case) -> list[LinkRow]:
    with acting(who) as by:
        return links_of(case.pk, by=by)


@pytest.mark.parametrize("kind", LinkKind.values)
@pytest.mark.parametrize("basis", ["phone", "address", "name"])
def test_a_phone_an_address_or_a_name_alone_says_nothing_about_who_a_child_or_a_suspect_is(
    kind: str, basis: str
) -> None:
    assert not link_holds(kind, basis) or kind == "same_matter"
    assert not link_holds(kind, "name")


def test_every_kind_of_link_has_something_that_carries_it() -> None:
    assert all(any(link_holds(kind, basis) for basis in LinkBasis.values) for kind in LinkKind.values)
    assert set(LinkKind.values) > CHILD_LINKS


def test_a_link_between_children_waits_for_a_second_person(two: Two) -> None:
    link = _link(two)
    with acting(two.country.triage) as by, pytest.raises(SecondPersonNeeded):
        confirm_link(case_id=two.one.pk, link_id=link.pk, by=by, at=AT)
    assert _seen(two.country.caseworker, two.one) == []  # proposed: only who reaches both cases knows

    with acting(two.second) as by:
        confirm_link(case_id=two.other.pk, link_id=link.pk, by=by, at=AT + DAY)
        with pytest.raises(LinkStands):
            confirm_link(case_id=two.other.pk, link_id=link.pk, by=by, at=AT + DAY)

    assert len(_seen(two.country.caseworker, two.one)) == 1


def test_the_same_suspect_needs_one_person(two: Two) -> None:
    assert _link(two, LinkKind.SHARED_SUSPECT, LinkBasis.SUSPECT).confirmed_at == AT


def test_each_side_sees_the_code_and_the_agency_of_the_other_and_nothing_else(two: Two) -> None:
    _confirmed(two)

    here, there = _seen(two.country.caseworker, two.one)[0], _seen(two.other_worker, two.other)[0]
    both = _seen(two.country.triage, two.one)[0]

    assert (here.code, here.lead, here.case_id, here.why) == (two.other.code, two.other_agency, None, "")
    assert (there.code, there.lead, there.case_id, there.why) == (two.one.code, two.country.social, None, "")
    assert (both.case_id, both.why) == (two.other.pk, WHY)
    with acting(two.country.caseworker) as by:
        with pytest.raises(NotFound):
            open_case(two.other.pk, by=by, at=AT)
        line = next(
            row for row in open_case(two.one.pk, by=by, at=AT).chronology if row.kind == "cases_linked"
        )
    assert two.other.code in line.text


def test_what_is_the_same_must_carry_the_link(two: Two) -> None:
    with pytest.raises(WeakLink):
        _link(two, LinkKind.SAME_CHILD, LinkBasis.PHONE)
    with pytest.raises(WeakLink):
        _link(two, LinkKind.SIBLINGS, LinkBasis.ADDRESS)


def test_the_same_pair_is_linked_once_from_either_side(two: Two) -> None:
    _link(two)

    with acting(two.second) as by, pytest.raises(AlreadyLinked):
        link_cases(
            case_id=two.other.pk, other_code=two.one.code, kind=LinkKind.CO_VICTIMS, basis=LinkBasis.EVENT, why=WHY,
            by=by, at=AT,
        )  # fmt: skip


def _codes_that_fail(by: Actor, case: Case, code: str) -> str:
    with pytest.raises(InvalidInput) as refused:
        link_cases(
            case_id=case.pk,
            other_code=code,
            kind=LinkKind.SAME_MATTER,
            basis=LinkBasis.EVENT,
            why=WHY,
            by=by,
            at=AT,
        )
    return refused.value.code


def test_a_code_that_one_does_not_reach_answers_like_one_that_is_not_there(two: Two) -> None:
    with acting(two.country.caseworker) as by:
        hidden = _codes_that_fail(by, two.one, two.other.code)
        missing = _codes_that_fail(by, two.one, "C-26-999999")
        own = _codes_that_fail(by, two.one, two.one.code)

    assert (hidden, missing, own) == ("unknown_case", "unknown_case", "same_case")


def test_undoing_from_one_side_tells_both_and_publishes_it(two: Two) -> None:
    link, told = _confirmed(two), []
    subscribe(CaseLinkUndone, told.append)

    with acting(two.country.caseworker) as by:
        with pytest.raises(InvalidInput):
            undo_link(case_id=two.one.pk, link_id=link.pk, reason=" ", by=by, at=AT + 2 * DAY)
        undo_link(case_id=two.one.pk, link_id=link.pk, reason="حسابان مختلفان", by=by, at=AT + 2 * DAY)
        with pytest.raises(LinkStands):
            undo_link(case_id=two.one.pk, link_id=link.pk, reason="مرة أخرى", by=by, at=AT + 2 * DAY)
        mine = [row.text for row in notices(by=by) if row.kind == "link_undone"]
    with acting(two.other_worker) as by:
        theirs = [row.text for row in notices(by=by) if row.kind == "link_undone"]
        row = links_of(two.other.pk, by=by)[0]

    assert [event.link_id for event in told] == [link.pk]
    assert two.other.code in mine[0]
    assert two.one.code in theirs[0]
    assert (row.undone_at, row.undone_reason) == (
        AT + 2 * DAY,
        "",
    )  # the reason speaks of a case that they do not reach


def test_every_agency_on_either_case_is_told_and_others_are_not(two: Two) -> None:
    link = _confirmed(two)
    stranger = make_worker(make_agency(), Role.SUPERVISOR)
    with acting(two.country.caseworker) as by:
        undo_link(case_id=two.one.pk, link_id=link.pk, reason="حسابان مختلفان", by=by, at=AT + 2 * DAY)

    def told(worker: WorkerName) -> int:
        with acting(worker) as by:
            return sum(row.kind == "link_undone" for row in notices(by=by))

    assert told(two.country.triage) > 0  # a partner of the case that it handed over
    assert told(stranger) == 0
    with (
        acting(stranger),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="Only who undid a link"),
    ):
        cursor.execute("SELECT house.tell_link_undone(%s, %s)", [link.pk, AT + 2 * DAY])


def test_a_hostile_agency_learns_and_changes_nothing(two: Two) -> None:
    link = _confirmed(two)
    stranger = make_worker(make_agency(), Role.SUPERVISOR)

    with acting(stranger) as by:
        for act in (
            lambda: links_of(two.one.pk, by=by),
            lambda: confirm_link(case_id=two.one.pk, link_id=link.pk, by=by, at=AT),
            lambda: undo_link(case_id=two.one.pk, link_id=link.pk, reason="سبب", by=by, at=AT),
        ):
            with pytest.raises(NotFound):
                act()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM casework_caselink")
            assert cursor.fetchone() == (0,)
            cursor.execute("SELECT count(*) FROM house.linked_cases(%s)", [[link.pk]])
            assert cursor.fetchone() == (0,)
            cursor.execute("UPDATE casework_caselink SET undone_at = now()")
            assert cursor.rowcount == 0


def test_the_database_itself_refuses_a_link_to_a_case_that_one_does_not_reach(two: Two) -> None:
    first, second = sorted((two.one.record_id, two.other.record_id))

    with acting(two.country.caseworker) as by, connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            cursor.execute(
                "INSERT INTO casework_caselink (id, record_id, other_record_id, kind, basis, why, proposed_by_id, proposed_at)"
                " VALUES (%s, %s, %s, 'same_matter', 'event', 'x', %s, now())",
                [uuid4(), first, second, by.id],
            )  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE casework_caselink SET record_id = other_record_id", "casework_caselink_ordered"),
        (
            "UPDATE casework_caselink SET confirmed_by_id = proposed_by_id, confirmed_at = now()",
            "casework_caselink_two_persons",
        ),
        ("UPDATE casework_caselink SET undone_at = now()", "casework_caselink_undone_says_why"),
        (
            (
                "INSERT INTO casework_caselink (id, record_id, other_record_id, kind, basis, why, proposed_by_id, proposed_at)"
                " SELECT gen_random_uuid(), record_id, other_record_id, kind, basis, why, proposed_by_id, now()"
                " FROM casework_caselink"
            ),
            "casework_caselink_once",
        ),
    ],
)
def test_the_database_refuses_nonsense(two: Two, statement: str, constraint: str) -> None:
    _link(two)

    with connections["keeper"].cursor() as cursor, pytest.raises(DatabaseError, match=constraint):
        cursor.execute(statement)
