"""The worker's round: a part that fails keeps no other from its turn, and a worker that gives no sign is seen by people."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from takatuf.clocks.queries import STOPPED_AFTER, clocks_stopped_since
from takatuf.config.commands.country import make_country
from takatuf.config.commands.work import ROUND, PartsFailed, check_clocks, seal_everything
from takatuf.kernel.clock import now
from tests.desks.people import PASSWORD, SECRET, send_report, sign_in

ROUND_NAMES = [name for name, _part in ROUND]


def _fails() -> None:
    raise ValueError("a chart that cannot be drawn")


def _refused_by_a_server_that_answers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 1; SELECT pg_sleep(1)")


def _database_away() -> None:
    raise OperationalError("connection failed")


@pytest.mark.parametrize("fault", [_fails, _refused_by_a_server_that_answers])
def test_a_part_that_fails_keeps_no_other_from_its_turn(house: None, fault: Callable[[], None]) -> None:
    done: list[str] = []

    with pytest.raises(PartsFailed, match="figures"):
        check_clocks([("figures", fault), ("ringing", lambda: done.append("rung"))])
    connection.close()

    assert done == ["rung"]


def test_a_database_that_is_away_ends_the_round_at_once() -> None:
    done: list[str] = []

    with pytest.raises(OperationalError):
        check_clocks([("escalating", _database_away), ("ringing", lambda: done.append("rung"))])

    assert done == []


def test_people_are_rung_before_anything_that_may_take_long() -> None:
    ringing = ROUND_NAMES.index("ringing")

    assert ROUND_NAMES.index("escalating") < ringing
    assert all(ROUND_NAMES.index(name) > ringing for name in ("comparing", "figures", "erasing", "filings"))


def test_the_whole_round_ends_well_in_an_empty_house(house: None) -> None:
    check_clocks()


@pytest.fixture
def unsealed(house: None) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)
    send_report()


def test_a_worker_that_gives_no_sign_is_noticed_by_what_waits_for_the_sealer(unsealed: None) -> None:
    moment = now()

    assert clocks_stopped_since(at=moment) is None
    since = clocks_stopped_since(at=moment + STOPPED_AFTER + timedelta(minutes=1))
    seal_everything()

    assert since is not None
    assert moment - timedelta(minutes=1) < since <= moment
    assert clocks_stopped_since(at=moment + timedelta(hours=1)) is None


@pytest.mark.parametrize(
    ("language", "sentence"), [("ar", "الاتصالات والمُهل الآلية متوقفة منذ"), ("en", "have stood still since")]
)
def test_whoever_is_on_duty_reads_that_nobody_is_rung_by_itself(
    unsealed: None, monkeypatch: pytest.MonkeyPatch, language: str, sentence: str
) -> None:
    client = sign_in("noura")
    before = client.get(f"/{language}/desk/").content.decode()
    monkeypatch.setattr("takatuf.clocks.queries.STOPPED_AFTER", timedelta(0))

    desk, handover = (client.get(f"/{language}/desk/{page}").content.decode() for page in ("", "handover/"))

    assert sentence not in before
    assert sentence in desk
    assert sentence in handover
