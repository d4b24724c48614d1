"""The JSON door: one report or many, keys, problems by their path, and what another provider may not see."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client

from takatuf.agencies.queries import AgencyName
from takatuf.agencies.scope import system_scope
from takatuf.exchange.actions import issue_provider_key, register_provider, revoke_provider_key
from takatuf.exchange.api_reading import read_report
from takatuf.exchange.api_shapes import LARGEST_BODY
from takatuf.exchange.keys import REPORTS_READ, IssuedKey
from takatuf.intake.models import Report
from takatuf.kernel.clock import now
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
REPORT: dict[str, Any] = {
    "narrative": "An account wrote to a child every day and asked for another number.",
    "kinds": ["grooming"],
    "language": "en",
    "occurred_at": "2026-02-28T18:42:10+03:00",
    "reference": "R-77",
    "identifiers": [
        {"kind": "account", "value": "wadi_star_77", "platform": "example chat", "whose": "subject"},
        {"kind": "email", "value": "wadi.star.77@mail.example", "whose": "subject"},
    ],
    "people": [{"role": "child", "names": ["\u202eليان"], "age": 12}],
    "signals": {"grooming_underway": True, "child_age": 12},
    "annotations": {"a_flag_of_next_year": True, "level": 3},
}


def make_key(agency: AgencyName | None = None, **options: Any) -> IssuedKey:
    agency = agency or make_agency()
    with system_scope("providers") as by:
        provider = register_provider(
            code=f"p-{agency.code}", name="Example Chat", agency_id=agency.id, by=by, at=now()
        )
        return issue_provider_key(provider_id=provider, by=by, at=now(), **options)


def send(key: object, body: Any, path: str = "/api/v1/reports", **headers: str) -> Any:
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    headers = {"Authorization": f"Bearer {key}", "Accept-Language": "en"} | headers
    return Client(headers=headers).post(path, data=data, content_type="application/json")


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connections["keeper"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_one_report_is_received_with_its_receipt_and_its_score() -> None:
    answer = send(make_key(), REPORT, **{"Idempotency-Key": "provider-key-1"})

    body = answer.json()
    assert answer.status_code == 201
    assert (body["outcome"], body["code"][:5], len(body["receipt"])) == ("received", "R-26-", 20)
    assert (body["completeness"], body["missing"]) == (88, ["place", "service"])
    assert rows("SELECT count(*) FROM intake_report")[0][0] == 1


def test_words_alone_are_a_whole_report() -> None:
    answer = send(make_key(), {"narrative": "قال لي صديق إن حساباً يطلب أرقام الأطفال."})

    assert answer.status_code == 201
    assert answer.json()["missing"][:3] == ["identifiers", "occurred_at", "people"]


def test_the_same_key_is_the_same_report_and_another_body_is_refused() -> None:
    key = make_key()
    first = send(key, REPORT, **{"Idempotency-Key": "provider-key-1"}).json()

    again = send(key, REPORT, **{"Idempotency-Key": "provider-key-1"})
    other = send(key, REPORT | {"narrative": "Other words."}, **{"Idempotency-Key": "provider-key-1"})

    assert again.status_code == 200
    assert again.json() == first | {"outcome": "repeated"}
    assert other.status_code == 409
    assert (
        other.json()["sentence"]
        == "This key came with another report before. Use a new key for a new report."
    )
    assert rows("SELECT count(*) FROM intake_report")[0][0] == 1


def test_without_a_key_the_same_body_is_the_same_report() -> None:
    key = make_key()

    first, again = send(key, REPORT), send(key, REPORT)

    assert (first.status_code, again.status_code) == (201, 200)


def test_the_same_key_of_two_providers_is_two_reports() -> None:
    one, other = make_key(), make_key()

    answers = [send(key, REPORT, **{"Idempotency-Key": "provider-key-1"}) for key in (one, other)]

    assert [answer.status_code for answer in answers] == [201, 201]


def test_a_batch_says_what_became_of_each() -> None:
    batch = [REPORT | {"key": "provider-key-1"}, {"narrative": 5}, REPORT | {"key": "provider-key-1"}, {}]

    answer = send(make_key(), batch)

    body = answer.json()
    assert answer.status_code == 200
    assert [each["outcome"] for each in body["results"]] == ["received", "refused", "repeated", "refused"]
    assert body["results"][1]["errors"][0]["path"] == "$[1].narrative"
    assert body["results"][3]["errors"][0]["code"] == "nothing_given"
    assert (body["received"], body["repeated"], body["refused"]) == (1, 1, 2)


def test_a_dry_run_stores_nothing() -> None:
    answer = send(make_key(), [REPORT, {"narrative": 5}], "/api/v1/reports?dry_run=true")

    assert [each["outcome"] for each in answer.json()["results"]] == ["checked", "refused"]
    assert rows("SELECT count(*) FROM intake_report")[0][0] == 0


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"narrative": 5}, "$.narrative", "wrong_kind"),
        ({"narrative": "a\0"}, "$.narrative", "zero_byte"),
        ({"narrative": "x" * 50_001}, "$.narrative", "too_long"),
        ({"kinds": ["else"]}, "$.kinds[0]", "not_one_of"),
        ({"identifiers": [{"kind": "email"}]}, "$.identifiers[0].value", "required"),
        ({"occurred_at": "yesterday"}, "$.occurred_at", "not_time"),
        ({"occurred_at": "2026-02-28T18:42:10"}, "$.occurred_at", "not_time"),
        ({"people": [{"role": "child", "age": 151}]}, "$.people[0].age", "out_of_range"),
        ({"nationality": "x"}, "$.nationality", "unknown_field"),
    ],
)
def test_each_problem_names_its_place(change: dict[str, Any], path: str, code: str) -> None:
    answer = send(make_key(), REPORT | change)

    assert answer.status_code == 422
    assert (answer.json()["errors"][0]["path"], answer.json()["errors"][0]["code"]) == (path, code)


def test_a_value_that_is_not_known_is_answered_with_those_that_are() -> None:
    answer = send(make_key(), REPORT | {"kinds": ["else"]}, **{"Accept-Language": "en"})

    assert "'grooming'" in answer.json()["errors"][0]["sentence"]


def test_direction_marks_leave_the_names_of_accounts_too() -> None:
    said = {"kind": "account", "value": "wadi\u202e_77", "platform": "\u200fx"}

    content, _ = read_report({"identifiers": [said]}, "Nakhla Chat")

    assert (content.identifiers[0].value, content.identifiers[0].platform) == ("wadi_77", "x")


def test_the_sentence_is_in_the_senders_language() -> None:
    key = make_key()

    arabic, english = (
        send(key, {}, **{"Accept-Language": language}).json()["errors"][0]["sentence"]
        for language in ("ar-SA,en;q=0.5", "en")
    )

    assert english == "The report says nothing: give words, an identifier, a person or a place."
    assert arabic != english


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("[" * 100_000, 400, "not_json"),
        ('{"people": ' * 5_000, 400, "not_json"),
        ("{" * 10, 400, "not_json"),
        ('<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><r>&b;</r>', 400, "not_json"),
        ('{"narrative": "words"}'.encode("utf-16"), 400, "not_json"),
        ('{"narrative": "words"}'.encode("utf-16-le"), 400, "not_json"),
        ('{"narrative": "caf\u00e9"}'.encode("latin-1"), 400, "not_json"),
        (b'{"narrative": "\xf0\x9f"}', 400, "not_json"),
        (b'{"narrative": "\xed\xa0\x80"}', 400, "not_json"),
        ('{"narrative": "\\ud800"}', 400, "not_json"),
        ('{"narrative": NaN}', 400, "not_json"),
        ("5", 422, "wrong_kind"),
        ("[" + "{}," * 1000 + "{}]", 413, "too_many"),
        (b" " * (LARGEST_BODY + 1), 413, "too_large"),
    ],
    ids=["nesting", "nested objects", "cut", "entities", "utf-16", "utf-16 without mark", "latin-1", "cut character",
         "surrogate in utf-8", "half a character", "not a number", "number", "many", "size"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["ar", "en"])
def test_bombs_and_broken_bodies_are_refused_with_a_sentence_and_a_path(
    body: str | bytes, status: int, code: str, language: str
) -> None:
    answer = send(make_key(), body, **{"Accept-Language": language})

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["path"], error["code"]) == (status, "$", code)
    assert answer.json()["sentence"] == error["sentence"]
    assert any("\u0600" <= letter <= "\u06ff" for letter in error["sentence"]) == (language == "ar")
    assert "%(" not in error["sentence"]
    assert rows("SELECT count(*) FROM intake_report")[0][0] == 0


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b'{"narrative": "one", "narrative": "two"}', "$.narrative"),
        (b'{"narrative": "one", "place": {"city": "a", "city": "b"}}', "$.place.city"),
        (b'{"narrative": "one", "n\\u0061rrative": "two"}', "$.narrative"),
        (b'{"narrative": "one", "identifiers": [{"kind": "url", "value": "a:b", "value": ""}]}', "$.identifiers[0].value"),
        (b'{"annotations": {"a": "\\u003a\\u003A", "a": ""}, "narrative": "one"}', "$.annotations.a"),
    ],
)  # fmt: skip
def test_a_name_that_stands_twice_is_refused_with_its_path(body: bytes, path: str) -> None:
    answer = send(make_key(), body)

    assert answer.status_code == 400
    assert [(error["path"], error["code"]) for error in answer.json()["errors"]] == [(path, "duplicate_name")]
    assert "stands twice" in answer.json()["sentence"]
    assert rows("SELECT count(*) FROM intake_report")[0][0] == 0


def test_of_a_batch_only_the_report_in_which_a_name_stands_twice_is_refused() -> None:
    twice = b'{"narrative": "b", "place": {"city": "a", "city": "b"}}'

    answer = send(make_key(), b'[{"narrative": "a:\\u003a"}, %b, {"narrative": "c"}]' % twice).json()

    assert [each["outcome"] for each in answer["results"]] == ["received", "refused", "received"]
    assert answer["results"][1]["errors"][0]["path"] == "$[1].place.city"


def test_a_byte_order_mark_before_the_report_is_passed_over() -> None:
    assert send(make_key(), b"\xef\xbb\xbf" + json.dumps(REPORT).encode()).status_code == 201


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"people": [{"role": "child", "names": ["a\0b"]}]}, "$.people[0].names[0]"),
        ({"identifiers": [{"kind": "account", "value": "a\0"}]}, "$.identifiers[0].value"),
        ({"annotations": {"a": "\0"}}, "$.annotations.a"),
        ({"place": {"city": "\0"}}, "$.place.city"),
        ({"reference": "\0"}, "$.reference"),
    ],
)
def test_a_zero_byte_is_refused_at_its_place_and_the_rest_of_a_batch_is_taken(
    change: dict[str, Any], path: str
) -> None:
    answer = send(make_key(), [REPORT, REPORT | change, {"narrative": "Other words."}]).json()

    assert [each["outcome"] for each in answer["results"]] == ["received", "refused", "received"]
    assert answer["results"][1]["errors"][0]["path"] == path.replace("$", "$[1]", 1)
    assert rows("SELECT count(*) FROM intake_report")[0][0] == 2


def test_the_key_of_another_agency_brings_its_reports_there_and_shows_it_nothing_of_here() -> None:
    here, there = make_agency("here"), make_agency("there")
    ours, theirs = make_key(here), make_key(there)
    report = send(ours, REPORT).json()

    send(theirs, REPORT)
    asked = Client(headers={"Authorization": f"Bearer {theirs}", "Accept-Language": "ar"}).get(
        f"/api/v1/reports/{report['id']}"
    )

    assert asked.status_code == 404
    assert asked.json()["sentence"] == "لا يوجد بلاغ كهذا لهذا المفتاح."
    for agency in (here, there):
        with acting(make_worker(agency)):
            assert [row.agency_id for row in Report.objects.all()] == [agency.id]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_key_that_came_with_other_words_is_refused_in_a_batch_too_and_nothing_is_changed(
    language: str,
) -> None:
    key = make_key()
    first = send(key, REPORT | {"key": "provider-key-1"}).json()

    batch = [
        {"narrative": "Other words.", "key": "provider-key-1"},
        {"narrative": "More.", "key": "provider-key-2"},
    ]
    answer = send(key, batch, **{"Accept-Language": language}).json()

    refused = answer["results"][0]
    assert [each["outcome"] for each in answer["results"]] == ["refused", "received"]
    assert (refused["errors"][0]["path"], refused["errors"][0]["code"]) == ("$[0]", "key_reused")
    assert ("مفتاح" in refused["errors"][0]["sentence"]) == (language == "ar")
    assert send(key, REPORT | {"key": "provider-key-1"}).json()["id"] == first["id"]


def test_another_media_type_is_refused() -> None:
    answer = Client(headers={"Authorization": f"Bearer {make_key()}"}).post(
        "/api/v1/reports", {"narrative": "words"}
    )

    assert answer.status_code == 415


def test_a_key_that_is_none_ended_or_too_narrow_is_refused() -> None:
    ended, narrow = make_key(), make_key(scopes=[REPORTS_READ])
    with system_scope("providers") as by:
        revoke_provider_key(name=ended.name, by=by, at=now())
    unknown = IssuedKey(ended.name, "A" * 43)

    answers = [send(key, REPORT) for key in ("", "tk_none", unknown, ended)]

    assert [answer.status_code for answer in answers] == [401] * 4
    assert len({answer.content for answer in answers}) == 1
    assert send(narrow, REPORT).status_code == 403


def test_a_provider_asks_how_its_own_report_stands_and_nobody_elses() -> None:
    key, other = make_key(), make_key()
    report = send(key, REPORT).json()

    def ask(key: IssuedKey, id: str) -> Any:
        return Client(headers={"Authorization": f"Bearer {key}", "Accept-Language": "en"}).get(
            f"/api/v1/reports/{id}"
        )

    mine = ask(key, report["id"])
    assert mine.status_code == 200
    assert (mine.json()["code"], mine.json()["status"]) == (report["code"], "received")
    not_mine, nothing = ask(other, report["id"]), ask(other, str(UUID(int=5)))
    assert (not_mine.status_code, nothing.status_code) == (404, 404)
    assert not_mine.content == nothing.content
    assert ask(key, "none").status_code == 422


def test_what_was_sent_is_kept_as_it_came() -> None:
    from takatuf.intake.content import from_json
    from takatuf.vault.envelopes import open_text
    from takatuf.vault.queries import data_key

    report = send(make_key(), REPORT).json()

    ((record, sealed),) = rows("SELECT record_id, content FROM intake_report")
    text = open_text(
        data_key(record), bytes(sealed), table="intake_report", row=UUID(report["id"]), column="content"
    )
    content = from_json(text)
    assert content.annotations == {"a_flag_of_next_year": "true", "level": "3"}
    assert content.people[0].names == ("ليان",)
    assert content.provider.name == "Example Chat"


def test_the_documentation_is_served_from_here() -> None:
    docs, schema = Client().get("/api/docs"), Client().get("/api/openapi.json")

    assert docs.status_code == 200
    assert b"https://" not in docs.content
    assert set(schema.json()["paths"]) == {
        "/api/v1/reports",
        "/api/v1/reports/{report_id}",
        "/api/v1/gateways/{channel}",
        "/api/v1/calls/ringing",
    }
