"""Who may open which address: one row for every address of the house, and every row tried.

A row names somebody who may, what that person gets, and somebody of the house whose role may not. The same role in an
agency that has nothing to do with the case always finds nothing (404, as if the address did not exist), except on
pages that list the own agency's work. Signed out, every staff page leads to the sign-in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from takatuf.agencies.models import Agency
from takatuf.casework.queries import open_case
from takatuf.config.commands.country import AGENCIES, WORKERS
from takatuf.config.commands.journey.walk import Walk
from takatuf.config.commands.user import make_user
from takatuf.court.queries import facts_of
from takatuf.jointwork.queries import steps_of
from takatuf.kernel.clock import now
from tests.desks.people import PASSWORD, SECRET, sign_in
from tests.desks.situations import acting_as

OK, ELSEWHERE, REFUSED, MISSING = 200, 302, 409, 404


@dataclass(frozen=True)
class Page:
    """A page about one case, report or submission."""

    own: str
    shut: str
    status: int = OK


@dataclass(frozen=True)
class Own:
    """A page that lists the own agency's work: everybody with the role has one."""

    own: str
    shut: str
    status: int = OK


@dataclass(frozen=True)
class Step:
    """Something that is done by sending a form; `own` is in the row for the reader, nothing is done here."""

    own: str
    shut: str


@dataclass(frozen=True)
class Open:
    """For everybody: the public, a browser that is not signed in, a machine that asks whether we are well."""


PUBLIC = Open()
TABLE: dict[str, Page | Own | Step | Open] = {
    **dict.fromkeys(("/healthz", "/readyz", "/metrics", "web:leave"), PUBLIC),
    "desks:awaiting": Own("sara", ""),
    "desks:notice_away": Step("sara", "director"),
    "desks:triage": Own("noura", "sara"),
    "desks:report": Page("noura", "sara"),
    "desks:report_decide": Step("noura", "sara"),
    "desks:report_open_at_once": Step("noura", "sara"),
    "desks:report_second_look": Step("khalid", "sara"),
    "desks:report_rate_again": Step("noura", "sara"),
    "desks:report_write": Step("noura", "sara"),
    "desks:report_messages_read": Step("noura", "sara"),
    "desks:cases": Own("sara", "director"),
    "desks:case_start": Page("noura", "sara", ELSEWHERE),
    "desks:case": Page("sara", "director"),
    "desks:case_people": Page("sara", "director"),
    "desks:case_work": Page("sara", "director"),
    "desks:case_steps": Page("sara", "director"),
    "desks:case_referrals": Page("sara", "director"),
    "desks:case_looks": Page("sara", "director"),
    "desks:refer": Page("sara", "reem"),
    "desks:case_assess": Page("sara", "reem"),
    "desks:case_plan": Page("sara", "reem"),
    "desks:plan_approve": Step("huda", "sara"),
    "desks:action_done": Step("sara", "reem"),
    "desks:step_done": Step("sara", "reem"),
    "desks:case_visit": Page("sara", "reem"),
    "desks:case_review": Page("sara", "reem"),
    "desks:case_close": Page("sara", "reem"),
    "desks:case_close_answer": Step("huda", "sara"),
    "desks:case_waive": Page("huda", "sara"),
    "desks:inbox": Own("faisal", "director"),
    "desks:referral": Page("faisal", "director"),
    "desks:referral_accept": Step("faisal", "sara"),
    "desks:referral_decline": Step("faisal", "sara"),
    "desks:referral_answer": Step("faisal", "sara"),
    "desks:referral_phone": Step("sara", "faisal"),
    "desks:referral_withdraw": Step("sara", "faisal"),
    "desks:referral_settle": Step("sara", "faisal"),
    "desks:court": Own("reem", "noura"),
    "desks:figures": Own("director", "", ELSEWHERE),
    "desks:facts": Page("reem", "director"),
    "desks:fact_add": Page("reem", "noura"),
    "desks:fact_position": Page("reem", "noura"),
    "desks:fact_source": Page("reem", "noura"),
    "desks:fact_version": Page("reem", "noura"),
    "desks:submissions": Page("reem", "noura"),
    "desks:submission": Page("reem", "noura"),
    "desks:submission_write": Page("reem", "noura"),
    "desks:submission_place": Page("reem", "noura"),
    "desks:submission_remove": Step("reem", "noura"),
    "desks:submission_send": Step("reem", "noura"),
    "desks:submission_approve": Step("huda", "noura"),
    "desks:submission_return": Step("huda", "noura"),
    "desks:submission_sign": Step("reem", "noura"),
    "desks:submission_file": Step("reem", "noura"),
    "desks:submission_serve": Step("reem", "noura"),
    "desks:submission_document": Page("reem", "noura"),
    "desks:submission_proof": Page("reem", "noura"),
    "reading:room": Own("judge", "sara"),
    "reading:submission": Page("judge", "noura"),
    "reading:received": Step("judge", "noura"),
    "reading:hearing": Step("judge", "noura"),
    "reading:ruling": Step("judge", "noura"),
    "reading:order": Step("judge", "noura"),
    "reading:document": Page("judge", "noura"),
    "reading:proof": Page("judge", "noura"),
}
# Whole groups with tests of their own: the public's pages, the way in, and the machines' door with its own sign-in.
OPEN_GROUPS = ("intake:", "figures:")
OTHER_DOORS = ("/accounts/", "/ispws/", "/api/")


def _addresses(
    patterns: list[URLPattern | URLResolver], route: str = "", space: str = ""
) -> Iterator[tuple[str, str]]:
    """Each address: its full name, or its route where it has none, and its route."""
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _addresses(pattern.url_patterns, here, inner)
        else:
            yield f"{space}{pattern.name}" if pattern.name else f"/{here}", here


def _rows() -> dict[str, str]:
    found = dict(_addresses(get_resolver().url_patterns))
    return {
        name: route for name, route in found.items()
        if not name.startswith(OPEN_GROUPS) and not any(door in f"/{route}" for door in OTHER_DOORS)
    }  # fmt: skip


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert sorted(_rows()) == sorted(TABLE)


@dataclass(frozen=True)
class Asker:
    """The signed-in people of the house, and their like in agencies that have nothing to do with the case."""

    clients: dict[str, Client]
    parts: dict[str, object]

    def address(self, name: str) -> str:
        route = _rows()[name]
        wanted = {part: value for part, value in self.parts.items() if f":{part}>" in route}
        return reverse(name, kwargs=wanted)


@pytest.fixture
def asker(house: None, tmp_path: Path) -> Asker:
    walk = Walk(tmp_path, None, starts_at=now() - timedelta(days=40), quiet=True)
    walk.all_steps(until="hearing and ruling")
    for agency in AGENCIES:
        Agency(
            code=f"other-{agency.code}", sector=agency.sector, name_ar=agency.name_ar, name_en=agency.name_en
        ).save(using="keeper", force_insert=True)
    asked = {row.own for row in TABLE.values() if not isinstance(row, Open)}
    for worker in (worker for worker in WORKERS if worker.username in asked):
        make_user(
            username=f"other-{worker.username}", agency_code=f"other-{worker.agency}", role=worker.role, name_ar=worker.name_ar,
            name_en=worker.name_en, password=PASSWORD, totp_secret=SECRET,
        )  # fmt: skip
    names = [worker.username for worker in WORKERS]
    return Asker(
        {name: sign_in(name) for name in (*names, *(f"other-{one}" for one in sorted(asked)))}, _parts(walk)
    )


def _parts(walk: Walk) -> dict[str, object]:
    case_id: UUID = walk.ids["case"]
    with acting_as("sara") as by:
        view = open_case(case_id, by=by, at=now())
        step = next(row for row in steps_of(case_id, by=by) if row.owner.code == "social")
    with acting_as("reem") as by:
        fact = facts_of(case_id, by=by, at=now())[0]
    plan = view.plans[0]
    return {
        "case_id": case_id, "report_id": walk.ids["report"], "plan_id": plan.id, "action_id": plan.actions[0].id,
        "step_id": step.id, "referral_id": walk.ids["police"], "submission_id": walk.ids["submission"], "fact_id": fact.id,
        "ruling_id": walk.ids["ruling"], "number": 1, "notice_id": uuid4(),
    }  # fmt: skip


def _asked(client: Client, row: Page | Own | Step, address: str) -> int:
    return (client.post(address) if isinstance(row, Step) else client.get(address)).status_code


def test_the_table_is_what_the_pages_answer(asker: Asker) -> None:
    wrong: list[str] = []

    for name, row in TABLE.items():
        if isinstance(row, Open):
            continue
        address = asker.address(name)
        expected = {"other-" + row.own: row.status if isinstance(row, Own) else MISSING, "": ELSEWHERE}
        if row.shut:
            expected[row.shut] = MISSING
        if not isinstance(row, Step):
            expected[row.own] = row.status
        for who, status in expected.items():
            client = asker.clients[who] if who else Client()
            if (got := _asked(client, row, address)) != status:
                wrong.append(f"{who or 'signed out'} asks {name}: {got}, not {status}")

    assert not wrong, "\n".join(wrong)
