"""An agency's own system is told of referrals without a word about anybody, and answers in signed calls, each done once."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from takatuf.agencies.queries import AgencyName
from takatuf.agencies.scope import guest_scope, system_scope
from takatuf.casework.models import Case
from takatuf.exchange.gateways.sending import SendResult, SendState, WebhookSender
from takatuf.exchange.referrals.actions import body_of, call_systems, end_hook, open_hook
from takatuf.jointwork.models import AnswerLink, HookAnswer, HookCall, Referral
from takatuf.jointwork.queries import open_referral
from takatuf.jointwork.referring.actions.routes import set_route
from takatuf.jointwork.referring.models import Way
from takatuf.jointwork.referring.queries import more_of
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput
from takatuf.kernel.ids import uuid7
from tests.casework.situations import AT, Country, make_country, started_case
from tests.exchange.gateway_calls import signed
from tests.factories import acting, make_agency, make_worker
from tests.jointwork.referring import referred, without_desk

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def country() -> Country:
    return make_country()


@pytest.fixture
def case(country: Country) -> Case:
    return started_case(country)


@pytest.fixture
def telecom() -> AgencyName:
    return without_desk("telecom")


@pytest.fixture
def hook(telecom: AgencyName) -> tuple[str, str]:
    set_route(agency_code="telecom", alternative_code=None, national_contact_point=None, has_webhook=True)
    with system_scope("providers") as by:
        return open_hook(agency_id=telecom.id, url="https://telecom.example/hook", by=by, at=now())


def post(
    hook: tuple[str, str],
    referral: Referral,
    answer: str,
    text: str = "",
    *,
    id: str = "",
    secret: str = "",
    twice: bool = False,
) -> Any:
    data = {"id": str(referral.pk), "answer": answer, "text": text}
    body = json.dumps({"type": "referral.answer", "data": data}).encode()
    body = body.replace(b'"answer": ', b'"answer": "declined", "answer": ', 1) if twice else body
    stamp = signed(secret or hook[1], body, id=id or f"msg_{answer}")
    return Client(enforce_csrf_checks=True).post(
        f"/hooks/referrals/{hook[0]}/", body, content_type="application/json", headers=stamp
    )


def test_the_call_out_names_code_and_limit_and_nothing_of_the_case(
    country: Country, case: Case, telecom: AgencyName, hook: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    referral = referred(country, case, to_agency_id=telecom.id)
    sent: list[tuple[str, bytes]] = []

    def taken(self: WebhookSender, id: str, body: bytes, *, at: object) -> SendResult:
        sent.append((id, body))
        return SendResult(SendState.AGAIN if len(sent) == 1 else SendState.SENT)

    monkeypatch.setattr(WebhookSender, "call", taken)  # the network is the only thing that is not ours
    assert call_systems(at=AT) == 1
    assert call_systems(at=AT + timedelta(seconds=1)) == 0
    assert call_systems(at=AT + timedelta(minutes=1)) == 1
    assert call_systems(at=AT + timedelta(minutes=2)) == 0

    (first, body), (second, _) = sent
    said = json.loads(body)
    assert first == second
    assert said["type"] == "referral.sent"
    assert said["data"] == {
        "id": str(referral.pk), "code": referral.code, "level": 2, "due_at": (AT + timedelta(hours=4)).isoformat(),
    }  # fmt: skip
    assert "some_name" not in body.decode()


def test_a_system_accepts_asks_and_gives_the_outcome(
    country: Country, case: Case, telecom: AgencyName, hook: tuple[str, str]
) -> None:
    referral = referred(country, case, to_agency_id=telecom.id)

    statuses = [
        post(hook, referral, answer, text).status_code
        for answer, text in (
            ("seen", ""),
            ("accepted", ""),
            ("question", "في أي حي؟"),
            ("outcome_part", "جزء"),
            ("outcome", "الخلاصة"),
        )
    ]
    late = post(hook, referral, "declined", "سبب")

    with acting(country.caseworker) as by:
        view, more = open_referral(referral.pk, by=by, at=AT), more_of(referral.pk, by=by, at=AT)
    assert statuses == [200] * 5
    assert (late.status_code, late.json()["code"]) == (409, "referral_refuses")
    assert (view.row.state, view.outcome) == ("answered", "الخلاصة")
    assert [act.did for act in more.outside] == ["opened", "accepted", "asked", "part", "outcome"]


def test_the_same_call_twice_is_done_once_and_other_words_under_its_id_are_refused(
    country: Country, case: Case, telecom: AgencyName, hook: tuple[str, str]
) -> None:
    referral = referred(country, case, to_agency_id=telecom.id)
    post(hook, referral, "accepted")

    first = post(hook, referral, "outcome_part", "جزء", id="msg_1")
    again = post(hook, referral, "outcome_part", "جزء", id="msg_1")
    other = post(hook, referral, "outcome_part", "كلام آخر", id="msg_1")

    with acting(country.caseworker) as by:
        parts = more_of(referral.pk, by=by, at=AT).parts
    assert (first.json(), again.json()) == (
        {"taken": True, "repeated": False},
        {"taken": True, "repeated": True},
    )
    assert (other.status_code, len(parts)) == (409, 1)


def test_the_same_call_twice_at_once_is_done_once(
    country: Country, case: Case, telecom: AgencyName, hook: tuple[str, str]
) -> None:
    referral = referred(country, case, to_agency_id=telecom.id)
    post(hook, referral, "accepted")
    answers: list[Any] = []

    def send() -> None:
        try:
            answers.append(post(hook, referral, "outcome_part", "جزء", id="msg_1").json())
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(3)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    with acting(country.caseworker) as by:
        assert len(more_of(referral.pk, by=by, at=AT).parts) == 1
    assert sorted(answer["repeated"] for answer in answers) == [False, True, True]


def test_unsigned_ended_and_foreign_calls_reach_nothing(
    country: Country, case: Case, telecom: AgencyName, hook: tuple[str, str]
) -> None:
    referral = referred(country, case, to_agency_id=telecom.id)
    to_police = referred(country, case)
    bank = without_desk("bank")
    with system_scope("providers") as by:
        other = open_hook(agency_id=bank.id, url="https://bank.example/hook", by=by, at=now())

    unsigned = post(hook, referral, "accepted", secret=other[1])
    stranger = post(other, referral, "accepted")
    not_theirs = post(hook, to_police, "accepted")
    nonsense = post(hook, referral, "burn")
    ambiguous = post(hook, referral, "accepted", id="msg_twice", twice=True)
    unknown = post(("nobody", hook[1]), referral, "accepted")
    with system_scope("providers") as by:
        end_hook(agency_id=telecom.id, by=by, at=now())
    ended = post(hook, referral, "accepted", id="msg_2")

    found = [
        answer.status_code for answer in (unsigned, stranger, not_theirs, nonsense, ambiguous, unknown, ended)
    ]
    assert found == [401, 404, 404, 422, 400, 401, 401]
    assert ambiguous.json()["path"] == "$.data.answer"
    with acting(country.caseworker) as by:
        assert open_referral(referral.pk, by=by, at=AT).row.state == "sent"


def test_a_webhook_has_an_https_address_and_its_calls_are_hidden_from_a_hostile_agency(
    country: Country, case: Case, telecom: AgencyName, hook: tuple[str, str]
) -> None:
    referred(country, case, to_agency_id=telecom.id)

    with system_scope("providers") as by, pytest.raises(InvalidInput):
        open_hook(agency_id=telecom.id, url="http://telecom.example/hook", by=by, at=now())
    with acting(make_worker(make_agency())):
        assert HookCall.objects.count() == 0
    with system_scope("gateways"):
        (row,) = HookCall.objects.all()
    assert b"case" not in body_of(row=row)


def test_a_system_claims_no_call_id_of_another_agency(
    country: Country, case: Case, telecom: AgencyName, hook: tuple[str, str]
) -> None:
    referral = referred(country, case, to_agency_id=telecom.id)
    with system_scope("answering"):
        door = AnswerLink(
            record_id=referral.record_id, referral_id=referral.pk, way=Way.WEBHOOK, code_seed=uuid7(), issued_at=now(),
            ends_at=now() + timedelta(minutes=5),
        )  # fmt: skip
        door.save(force_insert=True)

    for agency_id in (make_agency(sector="bank").id, country.police.id):
        stolen = HookAnswer(agency_id=agency_id, call_id="msg_1", body_hash=b"x", at=now())
        with guest_scope(door.pk), pytest.raises(DatabaseError, match="row-level security"):
            stolen.save(force_insert=True)
    with guest_scope(door.pk):
        HookAnswer(agency_id=telecom.id, call_id="msg_1", body_hash=b"x", at=now()).save(force_insert=True)
    with system_scope("answering"):
        assert list(HookAnswer.objects.values_list("agency_id", flat=True)) == [telecom.id]
