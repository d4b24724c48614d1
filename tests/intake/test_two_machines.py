"""Two web processes and two workers on one database are one house: nothing is lost, doubled, refused or done twice."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import cycle
from statistics import median

import pytest
from django.db import connections

from takatuf.agencies.models import User
from takatuf.agencies.queries import AgencyName
from takatuf.agencies.scope import system_scope
from takatuf.intake.bulk import Incoming, receive_reports
from takatuf.intake.content import Channel, ReportContent, ReporterKind
from takatuf.kernel.clock import now
from takatuf.ledger.queries import tree_size
from takatuf.web.views import DRAFT_COOKIE
from tests.conftest import empty_tables
from tests.factories import make_agency, make_worker
from tests.intake.machines import (
    REVIEW,
    Browser,
    Machine,
    browser_with_a_report,
    two_machines,
    two_workers_do_what_is_due,
)

pytestmark = pytest.mark.slow

FLOOD = 2_000
FLOODER, BYSTANDER, SOMEBODY = "198.51.100.7", "203.0.113.20", "192.0.2.30"
WORDS = "Neutral words of somebody who saw something, number {}, and no more than that."
PASSWORD = "a long password of the tests"


def rows(sql: str) -> list[tuple[object, ...]]:
    with connections["keeper"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def stored() -> int:
    return int(str(rows("SELECT count(*) FROM intake_report")[0][0]))


@pytest.fixture(scope="module")
def centre(_prepared_database: None, django_db_blocker: object) -> Iterator[AgencyName]:
    """One database for all tests here, because the machines are started once; emptied at the end."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield make_agency("centre")
        empty_tables()


@pytest.fixture(scope="module")
def machines(centre: AgencyName) -> Iterator[tuple[Machine, Machine]]:
    with two_machines() as both:
        yield both


def receipt(machine: Machine, browser: Browser) -> str:
    cookies = {"form": browser.token, DRAFT_COOKIE: f"sent.{browser.kept.key}"}
    page = machine.ask("/en/report/bystander/sent/", cookies=cookies, address=browser.address).text
    return re.search(r"\d{5} \d{5} \d{5} \d{5}", page)[0]  # type: ignore[index]


@contextmanager
def a_bystander_meanwhile(machines: tuple[Machine, Machine]) -> Iterator[list[tuple[bool, bool, float]]]:
    """Somebody from elsewhere sends a report every while: whether work was asked, whether it was taken, how long it took."""
    seen: list[tuple[bool, bool, float]] = []
    both = cycle(machines)
    is_over = False

    def go_on() -> None:
        while not is_over:
            one, started = browser_with_a_report(BYSTANDER, WORDS.format("of a bystander")), time.monotonic()
            machine = next(both)
            page = one.open_last_page(machine)
            taken = one.send(machine).is_receipt
            seen.append(("data-work" in page.text, taken, time.monotonic() - started))
            time.sleep(1.6)  # below the calm rate of one network

    with ThreadPoolExecutor(1) as pool:
        walking = pool.submit(go_on)
        try:
            yield seen
        finally:
            is_over = True
            walking.result(60)


def test_a_flood_on_two_machines_is_taken_in_whole_and_slows_nobody_else(
    machines: tuple[Machine, Machine],
) -> None:
    flood = [browser_with_a_report(FLOODER, WORDS.format(number)) for number in range(FLOOD)]
    chosen, before = cycle(machines), stored()
    started = time.monotonic()

    with a_bystander_meanwhile(machines) as bystander, ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(lambda one: one[0].send(one[1]), zip(flood, chosen, strict=False)))
        seconds = time.monotonic() - started
        asked_at = [flood[0].open_last_page(machine).status for machine in machines]
    late = browser_with_a_report(FLOODER, WORDS.format("of a latecomer"))
    asked = ["data-work" in late.open_last_page(machine).text for machine in machines]

    refused = sum(not answer.is_receipt for answer in answers)
    print(
        f"\n{FLOOD / seconds:.0f} reports/s, {refused} refused; bystander: {len(bystander)} reports,"
        f" median {median(each[2] for each in bystander):.2f} s"
    )
    assert refused == 0
    assert {answer.cookies[DRAFT_COOKIE] for answer in answers} == {f"sent.{one.kept.key}" for one in flood}
    assert len({receipt(machines[0], one) for one in flood[::100]}) == FLOOD // 100
    assert stored() == before + FLOOD + len(bystander)
    assert asked_at == [200, 200]
    assert asked == [True, True]
    assert [(work, taken) for work, taken, _ in bystander] == [(False, True)] * len(bystander)
    slow = int(str(rows("SELECT count(*) FROM intake_report WHERE burst")[0][0]))
    assert FLOOD * 0.75 < slow <= FLOOD
    assert int(str(rows("SELECT count(*) FROM intake_burstmark")[0][0])) > FLOOD * 0.9


def test_one_form_sent_to_both_at_once_is_one_report_with_one_receipt(
    machines: tuple[Machine, Machine],
) -> None:
    browsers = [browser_with_a_report(SOMEBODY, WORDS.format(number)) for number in range(20)]
    before = stored()

    with ThreadPoolExecutor(8) as pool:
        sent = [answer for one in browsers for answer in pool.map(one.send, [*machines] * 4)]

    assert all(answer.is_receipt for answer in sent)
    assert stored() == before + len(browsers)
    assert all(receipt(machines[0], one) == receipt(machines[1], one) for one in browsers[:5])


def test_a_report_begun_on_one_machine_goes_on_at_the_other(machines: tuple[Machine, Machine]) -> None:
    here, there = machines
    browser = browser_with_a_report(SOMEBODY, "Words of the beginning.")
    form = {"csrfmiddlewaretoken": browser.token, "answer": "Words that were changed on the first machine."}

    here.ask("/en/report/bystander/what/", cookies=browser.cookies, address=SOMEBODY, form=form)
    page = there.ask(REVIEW, cookies=browser.cookies, address=SOMEBODY)

    assert "changed on the first machine" in page.text
    assert browser.send(there).is_receipt
    assert receipt(here, browser)


def _sign_in(machine: Machine, name: str, password: str, address: str) -> bool:
    token = "f" * 32
    form = {"csrfmiddlewaretoken": token, "login": name, "password": password}
    answered = machine.ask("/en/accounts/login/", cookies={"form": token}, address=address, form=form)
    return answered.status == 302


def test_wrong_passwords_are_counted_together_by_the_address_behind_the_proxy(
    machines: tuple[Machine, Machine],
) -> None:
    here, there = machines
    agency = make_agency()
    for name in ("first", "second"):
        user = User.objects.using("keeper").get(username=_user_of(make_worker(agency).id))
        user.username = name
        user.set_password(PASSWORD)
        user.save(using="keeper")

    right_away = _sign_in(there, "first", PASSWORD, SOMEBODY)
    for machine in [here, there] * 6:
        _sign_in(machine, "nobody", "wrong", FLOODER)

    assert right_away
    assert [_sign_in(machine, "second", PASSWORD, FLOODER) for machine in machines] == [False, False]
    assert _sign_in(there, "second", PASSWORD, SOMEBODY)


def _user_of(worker_id: object) -> str:
    with connections["keeper"].cursor() as cursor:
        cursor.execute(
            "SELECT u.username FROM agencies_user u JOIN agencies_worker w ON w.user_id = u.id WHERE w.id = %s",
            [worker_id],
        )
        return str(cursor.fetchone()[0])


def test_two_workers_seal_without_a_gap_and_escalate_nothing_twice(centre: AgencyName) -> None:
    long_ago = now() - timedelta(days=5)
    content = ReportContent(
        channel=Channel.PUBLIC_WEB, reporter_kind=ReporterKind.BYSTANDER, narrative="Neutral words."
    )
    batch = [Incoming(content, f"a-key-of-the-form-{number:06}") for number in range(150)]
    before = stored()
    with system_scope("intake") as by:
        receive_reports(batch=batch, lead=centre.id, by=by, at=long_ago)

    two_workers_do_what_is_due()
    two_workers_do_what_is_due()

    sealed = rows(
        "SELECT min(place), max(place), count(*), count(DISTINCT entry_id) FROM ledger_ledgernode WHERE level = 0"
    )
    lines = int(str(rows("SELECT count(*) FROM ledger_ledgerentry")[0][0]))
    levels = rows("SELECT sum(missed_level), count(*) FROM clocks_deadline WHERE kind = 'first_review'")
    told = rows("SELECT count(*) FROM ledger_ledgerentry WHERE kind = 'deadline.missed'")
    assert sealed == [(0, lines - 1, lines, lines)]
    assert tree_size() == lines
    assert rows("SELECT count(*) FROM ledger_ledgerwaiting") == [(0,)]
    assert levels[0][1] == before + len(batch)
    assert int(str(levels[0][0])) >= len(batch)
    assert told[0][0] == levels[0][0]
