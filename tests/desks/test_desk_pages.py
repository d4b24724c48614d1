"""The first pages of the desks: what awaits me now, triage, one report."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import translation

from takatuf.agencies.models import Disclosure
from takatuf.agencies.scope import worker_scope
from takatuf.casework.queries import cases_of_report
from takatuf.clocks.actions import ClockRunning
from takatuf.config.commands.country import WORKERS, make_country
from takatuf.desks.refusals import sentence_of
from takatuf.desks.views.page import part_of
from takatuf.desks.words import lead_sentence
from takatuf.desks.work import awaiting_count, awaiting_rows, count_of
from takatuf.intake.actions import write_as_reporter
from takatuf.intake.content import Signals
from takatuf.intake.queries import open_mailbox
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, Refused
from takatuf.triage.actions import AlreadyDecided, SamePerson, decide
from takatuf.triage.queries import decision_in_force
from tests.desks.people import PASSWORD, QUICK_HASHERS, SECRET, send_report, sign_in, worker_named

MILD = Signals(child_age=15, child_reachable=True, danger_now=False)
AT = now()


@pytest.fixture(autouse=True)
def _country(house: None, settings: Any) -> None:
    settings.PASSWORD_HASHERS = QUICK_HASHERS
    make_country(password=PASSWORD, totp_secret=SECRET)


def _decision(
    level: int = 1, outcome: str = "open_case", reason: str = "كما اقترح النظام", closed_as: str = ""
) -> dict[str, Any]:
    return {
        "decision-level": level, "decision-outcome": outcome, "decision-reason": reason, "decision-kinds": ["grooming"],
        "decision-closed_as": closed_as, "decision-why_closed": closed_as and "other",
    }  # fmt: skip


def _address(report_id: UUID, step: str = "") -> str:
    return f"/ar/desk/triage/{report_id}/{step}"


def _text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_the_first_page_names_the_report_that_must_be_read_and_why() -> None:
    received = send_report()

    page = _text(sign_in("noura"), "/ar/desk/")

    assert received.code in page
    assert "أمر واحد بانتظارك، خلال 14 دقيقة" in page
    assert "لأن لقاءً بالطفل قد رُتّب" in page
    assert "نورة — فرز البلاغات" in page


def test_every_role_opens_the_first_page_and_sees_only_its_own_places() -> None:
    for worker in WORKERS:
        page = _text(sign_in(worker.username), "/en/desk/")

        assert ('"/en/desk/triage/"' in page) == (worker.role in {"triage_officer", "shift_leader"}), worker


def test_the_number_beside_the_page_is_the_number_of_its_rows() -> None:
    send_report(account="")
    lowered = send_report(account="")
    quiet = send_report(signals=MILD, account="")
    write_as_reporter(receipt_text=quiet.receipt.words("ar"), text="نسيت شيئاً.", at=now())
    with worker_scope(worker_named("khalid").id) as by:
        decide(report_id=lowered.report_id, level=3, outcome="open_case", reason="مع والدته", by=by, at=now())

    for username, expected in (("noura", 3), ("khalid", 3), ("sara", 0)):
        worker = worker_named(username)
        with worker_scope(worker.id) as by:
            rows, queue = awaiting_rows(worker, by=by, at=now())
            assert (len(rows), awaiting_count(by, worker.role, now())) == (expected, expected)
            assert count_of(rows, queue, by=by, role=worker.role) == expected


def test_the_number_beside_the_page_counts_what_the_page_leaves_to_the_queue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("takatuf.desks.work.SHOWN", 2)
    for number in range(3):
        send_report(account=f"name_{number}")

    answer = sign_in("noura").get("/ar/desk/")

    here = next(item for item in answer.context["desk_nav"].items if item.here)
    assert (len(answer.context["rows"]), here.count) == (2, 3)


def test_the_queue_shows_why_the_chosen_report_stands_where_it_stands() -> None:
    send_report(account="")
    quiet = send_report(signals=MILD, account="")

    page = _text(sign_in("noura"), f"/ar/desk/triage/?report={quiet.report_id}")

    assert page.count(quiet.code) >= 2
    assert 'aria-current="true"' in page


def test_a_report_shows_what_was_told_and_the_look_is_on_record() -> None:
    first, second = send_report("<b>كلام</b> بخط صاحبه"), send_report()

    client = sign_in("noura")
    client.post(
        _address(first.report_id, "words/")
    )  # the words of an urgent report are folded until one asks for them
    page = _text(client, _address(first.report_id))

    assert "&lt;b&gt;كلام&lt;/b&gt; بخط صاحبه" in page
    assert "salem_2031" in page
    assert _address(second.report_id) in page, "the other report with the same account is a link"
    assert "الرياض — حي النخيل" in page
    with worker_scope(worker_named("noura").id):
        assert Disclosure.objects.filter(record_id=first.record_id, what="open_report").count() == 1


def test_opening_a_case_at_once_leads_on_to_the_referral() -> None:
    received = send_report()
    client = sign_in("noura")

    answer = client.post(_address(received.report_id, "open-at-once/"))

    with worker_scope(worker_named("noura").id) as by:
        [case] = cases_of_report(received.report_id, by=by)
        decision = decision_in_force(received.report_id, by=by)
    assert answer.status_code == 302
    assert str(case.id) in answer["Location"]
    assert case.level == 1
    assert decision is not None
    assert decision.outcome == "open_case"
    assert open_mailbox(received.receipt.words("ar")).status == "with_agency"
    assert received.code not in _text(client, "/ar/desk/triage/")


def test_a_decision_opens_its_case_once() -> None:
    received = send_report(signals=MILD)
    client = sign_in("noura")

    first = client.post(_address(received.report_id, "decide/"), _decision(level=3))
    again = client.post(_address(received.report_id, "decide/"), _decision(level=3))

    with worker_scope(worker_named("noura").id) as by:
        assert len(cases_of_report(received.report_id, by=by)) == 1
    assert first.status_code == 302
    assert again.status_code == 409
    assert "قرر شخص آخر في هذا البلاغ" in again.content.decode()


def test_a_decision_without_a_reason_keeps_what_was_chosen() -> None:
    received = send_report(signals=MILD)

    page = sign_in("noura").post(
        _address(received.report_id, "decide/"), _decision(level=2, outcome="close", reason=" ")
    )  # fmt: skip

    text = page.content.decode()
    assert page.status_code == 200
    assert "اكتب سبب قرارك" in text
    assert "اختر ما يقال للمبلّغ" in text
    assert re.search(r'<option value="2" selected', text)


def test_lowering_an_urgent_report_waits_for_another_person_who_confirms() -> None:
    received = send_report()
    noura, khalid = sign_in("noura"), sign_in("khalid")

    noura.post(_address(received.report_id, "decide/"), _decision(level=3, reason="الطفل مع والدته"))
    own = noura.post(_address(received.report_id, "second-look/"), {"answer": "confirm"})
    page = _text(khalid, _address(received.report_id))
    answer = khalid.post(_address(received.report_id, "second-look/"), {"answer": "confirm"})

    assert own.status_code == 404, "a triage officer cannot confirm, and is not told more"
    assert "هذا القرار بانتظار شخص ثانٍ" in page
    assert "الطفل مع والدته" in page
    assert answer.status_code == 302
    with worker_scope(worker_named("khalid").id) as by:
        [case] = cases_of_report(received.report_id, by=by)
    assert case.level == 3


def test_who_proposed_cannot_confirm_even_as_shift_leader() -> None:
    received = send_report()
    khalid = sign_in("khalid")
    khalid.post(_address(received.report_id, "decide/"), _decision(level=3))

    answer = khalid.post(_address(received.report_id, "second-look/"), {"answer": "confirm"})

    assert answer.status_code == 409
    assert "أنت من اقترح هذه الدرجة" in answer.content.decode()


def test_a_refused_proposal_waits_for_its_first_review_again() -> None:
    received = send_report()
    sign_in("noura").post(_address(received.report_id, "decide/"), _decision(level=4))

    answer = sign_in("khalid").post(_address(received.report_id, "second-look/"), {"answer": "refuse"})

    assert answer["Location"] == _address(received.report_id)
    assert received.code in _text(sign_in("noura"), "/ar/desk/")


def test_an_ended_report_says_how_it_ended_to_its_reporter() -> None:
    received = send_report(signals=MILD)

    answer = sign_in("noura").post(
        _address(received.report_id, "decide/"), _decision(level=4, outcome="close", closed_as="outside_task")
    )  # fmt: skip

    assert answer["Location"] == _address(received.report_id)
    assert open_mailbox(received.receipt.words("ar")).status == "closed"


def test_a_message_goes_to_the_mailbox_and_counts_as_read() -> None:
    received = send_report(signals=MILD)
    write_as_reporter(receipt_text=received.receipt.words("ar"), text="سؤال من المبلّغ", at=now())
    client = sign_in("noura")

    before = _text(client, "/ar/desk/")
    empty = client.post(_address(received.report_id, "write/"), {"message-text": "  "})
    answer = client.post(
        _address(received.report_id, "write/"), {"message-text": "شكراً لك", "message-needs_answer": "on"}
    )  # fmt: skip

    assert "اقرأ رسالة المبلّغ" in before
    assert "اكتب الرسالة أولاً" in empty.content.decode()
    assert answer.status_code == 302
    assert "اقرأ رسالة المبلّغ" not in _text(client, "/ar/desk/")
    mailbox = open_mailbox(received.receipt.words("ar"))
    assert (mailbox.status, mailbox.messages[-1].text) == ("answer_needed", "شكراً لك")


def test_messages_are_marked_as_read_without_an_answer() -> None:
    received = send_report(signals=MILD)
    write_as_reporter(receipt_text=received.receipt.words("ar"), text="سترته زرقاء", at=now())
    client = sign_in("noura")

    client.post(_address(received.report_id, "messages-read/"))

    page = _text(client, _address(received.report_id))
    assert "سُجّلت رسالة واحدة مقروءة" in page
    assert "لم تُقرأ بعد" not in page


def test_not_there_and_not_for_you_are_answered_alike() -> None:
    received = send_report()
    other = sign_in("sara")

    answers = [
        other.get(_address(received.report_id)), sign_in("noura").get(_address(UUID(int=7))), other.get("/ar/desk/triage/"),
        other.post(_address(received.report_id, "open-at-once/")), other.post(_address(received.report_id, "write/"), {}),
    ]  # fmt: skip

    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r"/ar/[^\"]*|/en/[^\"]*", "", answer.content.decode()) for answer in answers}) == 1


def test_opening_a_step_by_its_address_leads_to_the_report() -> None:
    received = send_report()

    answer = sign_in("noura").get(_address(received.report_id, "decide/"))

    assert answer["Location"] == _address(received.report_id)


def test_the_pages_ask_the_database_a_bounded_number_of_times(django_assert_max_num_queries: Any) -> None:
    for number in range(3):
        send_report(account=f"name_{number}", at=now() - timedelta(minutes=number))
    client = sign_in("noura")
    client.get("/ar/desk/")

    with django_assert_max_num_queries(60):
        client.get("/ar/desk/")


def test_the_first_sentence_counts_in_both_languages() -> None:
    soon, late = AT + timedelta(minutes=9, seconds=5), AT - timedelta(hours=3)

    with translation.override("ar"):
        arabic = [
            lead_sentence(dues, AT)
            for dues in ([], [soon], [late], [soon] * 7, [late, soon], [late, late, soon], [late] * 3, [None])
        ]
    with translation.override("en"):
        english = [lead_sentence(dues, AT) for dues in ([soon] * 7, [late, soon], [late])]

    assert arabic == [
        "لا شيء بانتظارك الآن", "أمر واحد بانتظارك، خلال 9 دقائق", "أمر واحد بانتظارك، وهو متأخر",
        "سبعة أمور بانتظارك، أولها خلال 9 دقائق", "أمران بانتظارك، أحدهما متأخر", "ثلاثة أمور بانتظارك، اثنان منها متأخران",
        "ثلاثة أمور بانتظارك، كلها متأخرة", "أمر واحد بانتظارك",
    ]  # fmt: skip
    assert english == [
        "Seven things await you, the first within 9 minutes", "Two things await you, one of them is late",
        "One thing awaits you, and it is late",
    ]  # fmt: skip


def test_an_errors_own_text_is_never_shown() -> None:
    with translation.override("ar"):
        sentences = [
            sentence_of(kind("raw text")) for kind in (AlreadyDecided, SamePerson, ClockRunning, Refused)
        ]
        sentences.append(sentence_of(InvalidInput("path", "some_code")))

    assert len(set(sentences)) == 5
    assert not re.search("[A-Za-z]", "".join(sentences))


@pytest.mark.parametrize(
    ("asked", "first", "links"),
    [
        ("", 0, (1, 3, "", "?page=2")), ("2", 50, (2, 3, "?page=1", "?page=3")), ("3", 100, (3, 3, "?page=2", "")),
        ("9", 100, (3, 3, "?page=2", "")), ("0", 0, (1, 3, "", "?page=2")), ("x", 0, (1, 3, "", "?page=2")),
        ("-1", 0, (1, 3, "", "?page=2")), ("²", 0, (1, 3, "", "?page=2")),
    ],
)  # fmt: skip
def test_a_long_list_turns_the_page_and_an_address_that_makes_no_sense_shows_one_that_is_there(
    asked: str, first: int, links: tuple[int, int, str, str]
) -> None:
    shown, pages = part_of(range(120), asked=asked, most=50)

    assert shown[0] == first
    assert len(shown) == min(50, 120 - first)
    assert (pages.number, pages.pages, pages.earlier_url, pages.later_url) == links


def test_an_empty_list_has_one_page() -> None:
    shown, pages = part_of([], asked="4", most=50)

    assert (shown, pages.pages, pages.later_url) == ([], 1, "")
