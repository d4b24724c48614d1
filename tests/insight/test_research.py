"""Research tables: for a purpose, approved by two others, suppressed, once for each question and quarter, until a day."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connections, transaction

from takatuf.agencies.actions import open_records
from takatuf.agencies.models import RecordKind, Sector
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import reporter_scope, system_scope
from takatuf.insight.actions import make_release
from takatuf.insight.models import PublishedCut, ResearchRequest
from takatuf.insight.research.actions import (
    CutBefore,
    ExtractEnded,
    NotOfWholeRows,
    OwnRequest,
    RequestDecided,
    approve_extract,
    ask_for_extract,
    draw_approved_extracts,
    read_extract,
    refuse_extract,
)
from takatuf.insight.research.queries import research_request, research_requests, table_of
from takatuf.intake.models import Report
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.kernel.ids import uuid7
from takatuf.ledger.models import LedgerEntry
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
UNTIL = date(2027, 3, 1)
DAY = timedelta(days=1)


def _reports(language: str, hour: int, count: int, day: datetime = datetime(2026, 8, 10, tzinfo=UTC)) -> None:
    hotline = make_agency(sector=Sector.HOTLINE)
    at = day.replace(hour=hour)
    ids = [uuid7() for _ in range(count)]
    with system_scope("intake"):
        open_records(ids=ids, kind=RecordKind.REPORT, lead=hotline.id, at=at)
    Report.objects.using("keeper").bulk_create([
        Report(
            id=uuid7(), record_id=id, agency_id=hotline.id, code=f"R-{str(id)[-12:]}", channel="hotline", reporter_kind="parent",
            language=language, kinds=[], content=b"x", received_at=at,
        )
        for id in ids
    ])  # fmt: skip


class People:
    """Who asks, two who may approve, and a stranger."""

    def __init__(self) -> None:
        self.social = make_agency()
        self.asker = make_worker(self.social, Role.SUPERVISOR)
        self.director = make_worker(make_agency(sector=Sector.MINISTRY), Role.DIRECTOR)
        self.approver = make_worker(self.social, Role.APPROVER)
        self.stranger = make_worker(make_agency(), Role.SUPERVISOR)


@pytest.fixture
def people() -> People:
    """The people, in a house whose quarters are published: research tables stand on whole published lines."""
    found = People()
    with acting(found.director) as by:
        make_release(by=by, at=AT)
    return found


def _ask(who: WorkerName, **changed: object) -> UUID:
    wanted = {
        "kind": "reports_language_hour", "first": (2026, 1), "last": (2026, 3), "institution": "جامعة",
        "purpose": "متى تُكتب البلاغات؟", "readable_until": UNTIL, **changed,
    }  # fmt: skip
    with acting(who) as by:
        return ask_for_extract(**wanted, by=by, at=AT).pk  # type: ignore[arg-type]


def _approved(people: People, **changed: object) -> UUID:
    id = _ask(people.asker, **changed)
    for who in (people.director, people.approver):
        with acting(who) as by:
            approve_extract(request_id=id, by=by, at=AT)
    return id


def test_a_table_is_drawn_only_after_two_others_approved_and_small_numbers_are_hidden(people: People) -> None:
    _reports("ar", 8, 40)
    _reports("en", 8, 30)
    _reports("ur", 20, 3)
    id = _ask(people.asker)
    with acting(people.director) as by:
        approve_extract(request_id=id, by=by, at=AT)
    assert draw_approved_extracts(at=AT) == 0

    with acting(people.approver) as by:
        approve_extract(request_id=id, by=by, at=AT)
    assert draw_approved_extracts(at=AT) == 1

    with acting(people.asker) as by:
        table = table_of(read_extract(request_id=id, by=by, at=AT))
    values = [value for _label, cells, total in table.rows for value in (*cells, total)]
    assert all(value is None or value == 0 or value >= 10 for value in values)
    assert None in values
    assert 3 not in values
    assert table.total == 75


def test_nobody_approves_the_own_request_or_twice(people: People) -> None:
    director = people.director
    own = _ask(director)
    with acting(director) as by, pytest.raises(OwnRequest):
        approve_extract(request_id=own, by=by, at=AT)

    with acting(people.approver) as by:
        approve_extract(request_id=own, by=by, at=AT)
        with pytest.raises(OwnRequest):
            approve_extract(request_id=own, by=by, at=AT)
    assert draw_approved_extracts(at=AT) == 0


@pytest.mark.parametrize(
    ("set_to", "constraint"),
    [
        ("first_by_id = asked_by_id, first_at = now()", "insight_research_first_is_another"),
        ("second_by_id = asked_by_id, second_at = now()", "insight_research_two_persons"),
        ("extract = '{}', drawn_at = now()", "insight_research_drawn_after_approval"),
        ("refusal = 'x'", "insight_research_refused_says_why"),
        ("period_to = period_from", "insight_research_period"),
    ],
)
def test_the_database_refuses_what_was_not_approved_by_two(
    people: People, set_to: str, constraint: str
) -> None:
    _ask(people.asker)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(using="keeper"):
        with connections["keeper"].cursor() as cursor:
            cursor.execute(f"UPDATE insight_researchrequest SET {set_to}")


def test_a_second_table_by_the_same_question_is_refused_when_asked_for_and_when_drawn(people: People) -> None:
    _reports("ar", 8, 40)
    first, second = _approved(people), _approved(people, last=(2026, 2))

    assert draw_approved_extracts(at=AT) == 1

    with acting(people.director) as by:
        standings = {row.id: row.standing for row in research_requests(by=by, at=AT)}
    assert {standings[first], standings[second]} == {"ready", "not_drawn"}
    with pytest.raises(CutBefore):
        _ask(people.asker, first=(2026, 3), last=(2026, 3))
    assert PublishedCut.objects.filter(source="extract").count() == 2 * 3


def test_a_table_with_too_few_is_not_drawn_and_leaves_no_cut(people: People) -> None:
    _reports("ar", 8, 12)
    id = _approved(people)

    assert draw_approved_extracts(at=AT) == 0
    assert draw_approved_extracts(at=AT) == 0

    with acting(people.asker) as by:
        assert research_request(id, by=by, at=AT).standing == "not_drawn"
        with pytest.raises(NotFound):
            read_extract(request_id=id, by=by, at=AT)
    assert not PublishedCut.objects.filter(source="extract").exists()


def test_a_table_over_a_part_of_a_published_line_is_refused() -> None:
    """Quarters are put together where one is small; a table of the others would give that one away by subtraction."""
    _reports("ar", 8, 40)
    _reports("en", 8, 5, day=datetime(2026, 2, 10, tzinfo=UTC))
    people = People()
    with pytest.raises(
        NotOfWholeRows
    ):  # before the release: it could put these quarters together with others
        _ask(people.asker)
    with acting(people.director) as by:
        make_release(by=by, at=AT)

    with pytest.raises(NotOfWholeRows):
        _ask(people.asker, first=(2026, 2))
    whole = _approved(people, first=(2025, 4))

    assert draw_approved_extracts(at=AT) == 1
    with acting(people.asker) as by:
        assert table_of(read_extract(request_id=whole, by=by, at=AT)).total == 45


def test_quarters_that_are_not_published_yet_are_refused(people: People) -> None:
    for first, last, path in (
        ((2026, 1), (2026, 4), "last"), ((2026, 3), (2026, 1), "last"), ((2020, 1), (2026, 3), "last"), ((2026, 5), (2026, 3), "first"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput) as refusal:
            _ask(people.asker, first=first, last=last)
        assert refusal.value.path == path


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"kind": "every_row"}, "kind"), ({"institution": " "}, "institution"), ({"purpose": ""}, "purpose"),
        ({"readable_until": AT.date()}, "readable_until"), ({"readable_until": date(2030, 1, 1)}, "readable_until"),
    ],
)  # fmt: skip
def test_a_request_without_a_purpose_an_institution_or_an_end_is_refused(
    people: People, changed: dict[str, object], path: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        _ask(people.asker, **changed)

    assert refusal.value.path == path


def test_after_its_last_day_a_table_is_read_no_more_and_every_reading_is_on_the_ledger(
    people: People,
) -> None:
    _reports("ar", 8, 40)
    id = _approved(people)
    draw_approved_extracts(at=AT)

    with acting(people.asker) as by:
        read_extract(request_id=id, by=by, at=AT)
        with pytest.raises(ExtractEnded):
            read_extract(request_id=id, by=by, at=AT + 200 * DAY)

    assert LedgerEntry.objects.filter(kind="extract.read").count() == 1


def test_strangers_learn_nothing_of_a_request(people: People) -> None:
    _reports("ar", 8, 40)
    id = _approved(people)
    draw_approved_extracts(at=AT)

    with acting(people.stranger) as by:
        assert research_requests(by=by, at=AT) == []
        with pytest.raises(NotFound):
            read_extract(request_id=id, by=by, at=AT)
        with pytest.raises(NotAllowed):
            approve_extract(request_id=id, by=by, at=AT)
    with acting(make_worker(people.social, Role.CASEWORKER)) as by:
        with pytest.raises(NotAllowed):
            research_requests(by=by, at=AT)
        with pytest.raises(NotAllowed):
            read_extract(request_id=id, by=by, at=AT)
    with reporter_scope(uuid7()):
        assert not ResearchRequest.objects.exists()
    assert not ResearchRequest.objects.exists()


def test_a_refused_request_is_decided_and_never_drawn(people: People) -> None:
    id = _ask(people.asker)

    with acting(people.director) as by:
        with pytest.raises(InvalidInput):
            refuse_extract(request_id=id, reason=" ", by=by, at=AT)
        refuse_extract(request_id=id, reason="الغرض غير واضح", by=by, at=AT)
        with pytest.raises(RequestDecided):
            approve_extract(request_id=id, by=by, at=AT)

    assert draw_approved_extracts(at=AT) == 0


def test_a_table_of_research_asks_no_question_that_a_release_asks() -> None:
    from takatuf.insight.dictionary import dictionary
    from takatuf.insight.research.extracts import EXTRACTS

    asked = {(table.family, table.code) for table in dictionary().tables.values()}
    families = set(dictionary().families)
    for extract in EXTRACTS.values():
        assert extract.universe in families
        assert (extract.universe, extract.rows) not in asked
        assert (extract.universe, extract.columns) not in asked
    questions = [(one.universe, name) for one in EXTRACTS.values() for name in (one.rows, one.columns)]
    assert len(questions) == len(set(questions))
