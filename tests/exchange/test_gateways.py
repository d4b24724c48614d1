"""Messages through gateways: what their senders are told, what is kept, and what is refused unread."""

import json
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client

from takatuf.agencies.scope import system_scope
from takatuf.exchange.gateways.actions import (
    close_gateway,
    end_gateway_secret,
    forget_senders,
    issue_gateway_secret,
)
from takatuf.exchange.gateways.models import Gateway as GatewayRow
from takatuf.exchange.gateways.models import GatewayMessage, GatewaySecret
from takatuf.exchange.gateways.reading import LARGEST_MESSAGE
from takatuf.intake.content import ReportContent, from_json
from takatuf.intake.models import Message, Report, ReporterContact
from takatuf.intake.queries import open_mailbox
from takatuf.kernel.clock import now
from takatuf.kernel.ids import uuid7
from takatuf.triage.models import Rating
from tests.exchange.gateway_calls import Gateway, call, make_gateway, signed
from tests.factories import acting, make_worker
from tests.house.database import superuser

pytestmark = pytest.mark.usefixtures("house")
NUMBER = "+966500000011"


def sms(text: str, sender: str = NUMBER, **more: Any) -> dict[str, Any]:
    return {"channel": "sms", "from": sender, "text": text} | more


def reports(gateway: Gateway) -> list[ReportContent]:
    with acting(make_worker(gateway.agency)):
        return [from_json(row.unseal("content")) for row in Report.objects.order_by("id")]


def everything_stored() -> str:
    """Every row of every table, as text."""
    with superuser() as server:
        names = [
            name for (name,) in server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
        return "\n".join(
            str(row)
            for name in names
            for row in server.execute(f'SELECT t::text FROM "{name}" AS t'.encode())
        )


def test_a_message_is_answered_with_the_link_and_the_numbers_and_nothing_of_it_is_kept() -> None:
    gateway = make_gateway()

    answer = call(gateway, sms("كلمات محايدة للاختبار"))

    body = answer.json()
    assert (answer.status_code, body["outcome"], body["language"]) == (200, "answered", "ar")
    assert "/ar/" in body["reply"]
    assert "116111" in body["reply"]
    assert "911" in body["reply"]
    assert len(body["reply"]) <= 5 * 67  # five parts of a text message in Arabic
    assert reports(gateway) == []
    assert NUMBER not in everything_stored()
    assert "كلمات محايدة" not in everything_stored()


@pytest.mark.parametrize(
    ("text", "said", "language"),
    [
        ("words in English", "", "en"),
        ("كلمات عربية", "", "ar"),
        ("", "", "ar"),
        ("12345 ؟", "", "ar"),
        ("words in English", "ar", "ar"),
        ("كلمات عربية", "en-GB", "en"),
        ("કેટલાક", "", "ar"),
    ],
)
def test_the_reply_is_in_the_senders_language(text: str, said: str, language: str) -> None:
    answer = call(make_gateway(), sms(text, language=said)).json()

    assert answer["language"] == language
    assert f"/{language}/" in answer["reply"]


def test_no_reply_says_what_the_house_is_for() -> None:
    replies = []
    for channel, accepts in (("sms", False), ("whatsapp", True)):
        gateway = make_gateway(channel, accepts_reports=accepts)
        for sender, text in (("+966500000012", "words"), ("+966500000013", "كلمات")):
            message = {"from": sender, "text": text, "media": [{"type": "image/png"}]}
            replies.append(call(gateway, message).json()["reply"])

    telling = ("child", "abuse", "report", "طفل", "بلاغ", "إساءة", "ابتزاز")
    assert all(replies)
    assert [word for reply in replies for word in telling if word in reply.lower()] == []
    assert all(len(reply) <= 6 * 67 for reply in replies)  # at most six parts of a text message in Arabic


def test_the_same_sender_is_answered_once_in_some_minutes_and_others_are_too() -> None:
    gateway = make_gateway()

    first, again = call(gateway, sms("one")).json(), call(gateway, sms("two")).json()
    other, hidden = call(gateway, sms("one", "+966500000012")).json(), call(gateway, sms("one", "")).json()
    with superuser() as server:
        server.execute("UPDATE exchange_gatewaymessage SET at = at - interval '11 minutes'")
    later = call(gateway, sms("three")).json()

    assert (again["outcome"], again["reply"]) == ("quiet", None)
    assert [each["outcome"] for each in (first, other, hidden, later)] == ["answered"] * 4


@pytest.mark.parametrize("accepts", [False, True])
def test_the_same_call_again_is_answered_the_same_and_done_once(accepts: bool) -> None:
    gateway = make_gateway(accepts_reports=accepts)

    answers = [call(gateway, sms("neutral words"), id="msg_one").json() for _ in range(3)]
    other = call(gateway, sms("other words"), id="msg_one")

    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["reply"]
    assert len(reports(gateway)) == int(accepts)
    assert (other.status_code, other.json()["code"]) == (409, "message_reused")


def test_media_is_refused_before_it_is_stored_and_the_words_are_taken() -> None:
    gateway = make_gateway("whatsapp", accepts_reports=True)
    media = [
        {"type": "image/jpeg", "data": "AAAAQUJDREVGRw" * 100, "url": "https://media.example/1"},
        {"type": "video/mp4"},
    ]

    answer = call(gateway, {"from": NUMBER, "text": "neutral words", "media": media}).json()

    (content,) = reports(gateway)
    assert (answer["outcome"], answer["media_refused"]) == ("received", 2)
    assert "Pictures and files are not taken here" in answer["reply"]
    assert "2 media parts were dropped unread" in answer["sentence"]
    assert (content.narrative, content.annotations["media_refused"]) == ("neutral words", "2")
    assert "media.example" not in str(content)
    assert "QUJDREVGRw" not in everything_stored()


def test_media_without_words_is_no_report_and_its_sender_is_told_how_to_write() -> None:
    gateway = make_gateway("whatsapp", accepts_reports=True)

    answer = call(gateway, {"from": NUMBER, "media": [{"type": "image/png"}]}).json()

    assert answer["outcome"] == "answered"
    assert reports(gateway) == []


def test_where_the_agency_takes_reports_the_words_become_one_with_its_code_in_the_reply() -> None:
    gateway = make_gateway(accepts_reports=True)

    answer = call(gateway, sms("An account named https://snapchat.com/add/wadi_star_77 writes.")).json()

    (content,) = reports(gateway)
    line = answer["reply"].splitlines()[0]
    mailbox = open_mailbox(line.partition("code: ")[2])
    assert answer["outcome"] == "received"
    assert mailbox.status == "received"
    assert (content.channel, content.reporter_kind, content.flow) == ("message", "unknown", "message/sms")
    assert {claim.kind for claim in content.identifiers} == {"url", "account"}
    assert content.contact.phone == ""
    assert ReporterContact.objects.using("keeper").count() == 0
    assert NUMBER not in everything_stored()


def test_later_words_of_the_same_day_are_added_to_the_report_and_start_its_clock() -> None:
    gateway = make_gateway(accepts_reports=True)
    call(gateway, sms("the first words"))

    second = call(gateway, sms("the second words"), id="msg_two").json()
    again = call(gateway, sms("the second words"), id="msg_two").json()
    other = call(gateway, sms("words of another", "+966500000012")).json()

    assert (second["outcome"], second["reply"]) == ("added", None)
    assert again == second
    assert other["outcome"] == "received"
    assert len(reports(gateway)) == 2
    with acting(make_worker(gateway.agency)):
        assert [row.unseal("text") for row in Message.objects.all()] == ["the second words"]


@pytest.mark.parametrize(
    "message",
    [sms("he is at the door\nDanger now!"), sms("هو عند الباب\nخطر الآن"), sms("خطر"), sms("", danger=True)],
    ids=["English", "Arabic", "one word", "button"],
)
def test_danger_is_said_by_a_line_of_its_own_or_by_a_button_and_stands_at_level_1(
    message: dict[str, Any],
) -> None:
    gateway = make_gateway(accepts_reports=True)

    reply = call(gateway, message | {"language": "en"}).json()["reply"]

    [content] = reports(gateway)
    assert content.signals.danger_now is True
    assert content.narrative
    assert "Without a place or a number we cannot reach you." in reply
    assert "Send: DANGER NOW" not in reply
    assert Rating.objects.using("keeper").get().level == 1


@pytest.mark.parametrize("text", ["there is no danger now", "خطر الآن؟ لا أعرف", "danger to whom\nnobody"])
def test_no_machine_reads_danger_out_of_other_words(text: str) -> None:
    gateway = make_gateway(accepts_reports=True)

    reply = call(gateway, sms(text, language="en")).json()["reply"]

    assert reports(gateway)[0].signals.danger_now is None
    assert "In danger now and you cannot call? Send: DANGER NOW" in reply
    assert Rating.objects.using("keeper").get().level == 3


def test_danger_in_a_later_message_is_marked_and_answered_each_time() -> None:
    gateway = make_gateway(accepts_reports=True)
    call(gateway, sms("the first words"))

    first = call(gateway, sms("DANGER NOW"), id="msg_two").json()
    again = call(gateway, sms("DANGER NOW"), id="msg_two").json()
    third = call(gateway, sms("at the park, 0500000001\nCALL ME\nDANGER NOW")).json()

    assert (first["outcome"], again["outcome"], third["outcome"]) == ("added", "added", "received")
    assert "911" in first["reply"]
    assert first["reply"] == again["reply"]
    assert "we cannot reach you" in first["reply"]
    assert "we cannot reach you" not in third["reply"]
    with acting(make_worker(gateway.agency)):
        assert [row.danger for row in Message.objects.all()] == [True]


@pytest.mark.parametrize("words", ["CALL ME", "call me.", "اتصل بي", "اتصلوا بي"])
def test_who_asks_for_a_call_is_sealed_apart_and_nobody_else_is(words: str) -> None:
    gateway = make_gateway(accepts_reports=True)
    first = call(gateway, sms("neutral words")).json()

    call_me = call(gateway, sms(f"when it is quiet\n{words}")).json()

    contents = reports(gateway)
    assert (first["outcome"], call_me["outcome"], len(contents)) == ("received", "received", 2)
    assert contents[1].annotations["earlier_report"].startswith("R-")
    assert contents[1].contact.phone == ""  # sealed apart, so not in the report
    assert ReporterContact.objects.using("keeper").count() == 1
    assert NUMBER not in everything_stored()


def test_the_same_call_twice_at_once_is_one_report_and_two_messages_of_one_sender_are_one_report() -> None:
    gateway = make_gateway(accepts_reports=True)
    answers: list[Any] = []

    def pass_on(text: str, id: str) -> None:
        try:
            answers.append(call(gateway, sms(text), id=id).json())
        finally:
            connections.close_all()

    calls = [("neutral words", "msg_one"), ("neutral words", "msg_one"), ("more words", "msg_two")]
    threads = [threading.Thread(target=pass_on, args=each) for each in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(reports(gateway)) == 1
    assert sorted(answer["outcome"] for answer in answers) in (
        ["added", "added", "received"], ["added", "received", "received"],
    )  # fmt: skip
    assert Message.objects.using("keeper").count() == 1


def test_an_unsigned_call_is_refused_and_none_of_its_words_is_read() -> None:
    gateway, other = make_gateway(), make_gateway("whatsapp")
    body = json.dumps(sms("words")).encode()
    good = signed(gateway.secret, body, id="msg_1")
    refused = {
        "nothing": {},
        "no signature": good | {"webhook-signature": ""},
        "another secret": signed(other.secret, body, id="msg_1"),
        "another body": signed(gateway.secret, body + b" ", id="msg_1"),
        "another id": good | {"webhook-id": "msg_2"},
        "an odd id": signed(gateway.secret, body, id="msg.1"),
        "another time": good | {"webhook-timestamp": str(int(good["webhook-timestamp"]) + 1)},
        "asymmetric": good | {"webhook-signature": "v1a," + good["webhook-signature"][3:]},
        "Arabic": good | {"webhook-signature": "توقيع"},
        "a time that is none": good | {"webhook-timestamp": "١٢"},
    }

    answers = {name: _post(body, headers) for name, headers in refused.items()}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(refused, 401)
    assert {answer.json()["code"] for answer in answers.values()} == {"not_signed"}
    assert _post(body, good).status_code == 200


def _post(
    body: bytes, headers: dict[str, str], path: str = "/api/v1/gateways/sms", kind: str = "application/json"
) -> Any:
    return Client(headers={"Accept-Language": "en"} | headers).post(path, data=body, content_type=kind)


@pytest.mark.parametrize("seconds", [-301, 330])
def test_a_call_of_another_time_is_refused(seconds: int) -> None:
    gateway, body = make_gateway(), b"{}"
    old = signed(gateway.secret, body, id="msg_1", timestamp=str(int(time.time()) + seconds))

    answer = _post(body, old)

    assert (answer.status_code, answer.json()["code"]) == (401, "too_old")


def test_several_secrets_hold_until_one_is_ended_and_a_closed_door_opens_to_none() -> None:
    old = make_gateway()
    with system_scope("providers") as by:
        name, secret = issue_gateway_secret(channel="sms", by=by, at=now())
    new = Gateway("sms", old.agency, secret, name)
    before = [call(each, sms("words", "")).status_code for each in (old, new)]
    body = json.dumps(sms("words", "")).encode()
    stamp = signed(old.secret, body, id="msg_1")
    both = stamp | {
        "webhook-signature": f"v1,AAAA {signed(new.secret, body, id='msg_1')['webhook-signature']}"
    }

    with system_scope("providers") as by:
        end_gateway_secret(name=old.secret_name, by=by, at=now())
    ended = [call(each, sms("words", "")).status_code for each in (old, new)]
    rotating = _post(body, both).status_code
    with system_scope("providers") as by:
        close_gateway(channel="sms", by=by, at=now())

    assert before == [200, 200]
    assert ended == [401, 200]
    assert rotating == 200
    assert call(new, sms("words")).status_code == 401


@pytest.mark.parametrize(
    ("body", "status", "path"),
    [
        (b"[" * 200_000, 400, "$"),
        (b'{"text": ' * 5_000 + b"1", 400, "$"),
        (b"\xff\xfe{\x00}\x00", 400, "$"),
        ('{"text": "caf\u00e9"}'.encode("latin-1"), 400, "$"),
        (b'{"text": "\\ud800"}', 400, "$"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', 400, "$"),
        (b'{"text": "a", "from": "b", "text": "c"}', 400, "$.text"),
        (b"5", 422, "$"),
        (b'{"channel": "email"}', 422, "$.channel"),
        (b'{"text": 5}', 422, "$.text"),
        (b'{"words": "x"}', 422, "$.words"),
        (b'{"from": "' + b"5" * 321 + b'"}', 422, "$.from"),
        (b'{"received_at": "yesterday"}', 422, "$.received_at"),
        (b'{"text": "' + b"a" * 50_001 + b'"}', 422, "$.text"),
        (b" " * (LARGEST_MESSAGE + 1), 413, "$"),
    ],
    ids=["nesting", "deep-objects", "utf-16", "latin-1", "half-character", "entities", "twice", "number", "channel", "kind", "field",
         "sender", "time", "length", "size"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["ar", "en"])
def test_bombs_and_broken_bodies_are_refused_with_a_sentence_and_the_path(
    body: bytes, status: int, path: str, language: str
) -> None:
    answer = call(make_gateway(), body, Accept_Language=language)

    said = answer.json()
    assert answer.status_code == status
    assert said["errors"][0]["path"] == path
    assert any("\u0600" <= letter <= "\u06ff" for letter in said["errors"][0]["sentence"]) == (
        language == "ar"
    )
    assert GatewayMessage.objects.using("keeper").count() == 0


def test_a_byte_order_mark_before_the_words_is_passed_over() -> None:
    assert call(make_gateway(), b"\xef\xbb\xbf{}").status_code == 200


def test_control_characters_go_and_direction_marks_stay_in_the_words() -> None:
    gateway = make_gateway(accepts_reports=True)

    call(gateway, sms("a\u0000b\u0007\r\n\u202eabc\u202c"))

    assert reports(gateway)[0].narrative == "ab\n\u202eabc\u202c"


def test_another_media_type_and_an_unknown_channel_are_refused() -> None:
    gateway, body = make_gateway(), b"text=words"
    headers = signed(gateway.secret, body, id="msg_1")

    assert _post(body, headers, kind="application/x-www-form-urlencoded").status_code == 415
    assert _post(body, headers, path="/api/v1/gateways/fax").status_code == 422


def test_the_clock_forgets_senders_after_their_day_and_rows_after_thirty() -> None:
    gateway = make_gateway()
    for number in range(3):
        call(gateway, sms("words", f"+96650000002{number}"))
    with superuser() as server:
        server.execute(
            "UPDATE exchange_gatewaymessage SET at = at - interval '1 day' WHERE id IN (SELECT id FROM exchange_gatewaymessage ORDER BY id LIMIT 2)"
        )
        server.execute(
            "UPDATE exchange_gatewaymessage SET at = at - interval '31 days' WHERE id = (SELECT min(id::text)::uuid FROM exchange_gatewaymessage)"
        )

    with system_scope("clockwork"):
        forget_senders(at=now())

    tokens = list(
        GatewayMessage.objects.using("keeper").order_by("at").values_list("sender_token", flat=True)
    )
    assert len(tokens) == 2
    assert [token is None for token in tokens] == [True, False]


def test_the_token_of_a_sender_is_another_one_on_another_day() -> None:
    gateway = make_gateway()
    call(gateway, sms("words"))
    call(gateway, sms("words", "+966500000012"))

    tokens = set(GatewayMessage.objects.using("keeper").values_list("sender_token", flat=True))
    from takatuf.exchange.gateways.actions.answering import OpenGateway, _Tokens
    from takatuf.exchange.gateways.models import GatewayChannel
    from takatuf.exchange.gateways.reading import Inbound

    opened = OpenGateway(GatewayChannel.SMS, gateway.agency.id, accepts_reports=False, keys=())
    tomorrow = _Tokens.of(opened, Inbound("words", NUMBER), "msg_1", now() + timedelta(days=1))
    today = _Tokens.of(opened, Inbound("words", NUMBER), "msg_1", now())

    assert len(tokens) == 2
    assert today.sender in {bytes(token) for token in tokens}
    assert tomorrow.sender != today.sender


def test_no_worker_and_no_public_page_reads_secrets_or_messages() -> None:
    gateway = make_gateway()
    call(gateway, sms("words"))

    with acting(make_worker(gateway.agency)):
        assert GatewayMessage.objects.count() == 0
        assert GatewaySecret.objects.count() == 0
    with system_scope("intake"):
        assert GatewaySecret.objects.count() == 1
    with superuser() as server:
        ((stored,),) = server.execute("SELECT secret FROM exchange_gatewaysecret").fetchall()
    assert gateway.secret.encode() not in bytes(stored)


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("exchange_gateway_channel", lambda agency: GatewayRow(channel="fax", agency_id=agency)),
        (
            "exchange_gatewaymessage_joins",
            lambda agency: GatewayMessage(
                token=b"1", content_token=b"1", channel="sms", outcome="answered", replied=True, joins=uuid7(), media_refused=0, at=now()
            ),
        ),
    ],
)  # fmt: skip
def test_the_database_refuses_nonsense(name: str, row: Any) -> None:
    agency = make_gateway().agency.id

    with pytest.raises(IntegrityError, match=name), transaction.atomic(using="keeper"):
        row(agency).save(using="keeper", force_insert=True)


def test_a_secret_cannot_end_before_it_begins() -> None:
    make_gateway()
    connection.close()

    with pytest.raises(IntegrityError, match="ends_after_it_begins"), transaction.atomic(using="keeper"):
        GatewaySecret.objects.using("keeper").update(ended_at=now() - timedelta(days=1))
