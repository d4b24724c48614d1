"""A crowd at the door: nobody is refused, browsers work a little while it lasts, and bursts are marked for triage."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connections, transaction
from django.test import Client

from takatuf.agencies.queries import AgencyName
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.intake.actions import receive_report
from takatuf.intake.bulk import Incoming, receive_reports
from takatuf.intake.content import Channel, IdentifierClaim, ReportContent, ReporterKind, Signals
from takatuf.intake.models import Report
from takatuf.intake.pressure import actions, measure
from takatuf.intake.pressure.arrival import Arrival
from takatuf.intake.pressure.challenge import challenge_for, has_zeros, proven_by
from takatuf.intake.pressure.measure import Meter
from takatuf.intake.pressure.models import BurstMark, BurstSign
from takatuf.intake.pressure.queries import bursts_of, reports_of_burst
from takatuf.intake.pressure.rules import MOST_BITS, Limits, Pressure, bits_needed, floods
from takatuf.intake.pressure.tokens import text_tokens
from takatuf.kernel.clock import now
from takatuf.triage.queries import reports_awaiting_triage
from tests.factories import acting, make_agency, make_worker
from tests.intake.public_steps import answer, reports_stored, sent_by

LIMITS = Limits(site=100, network=10)
KEY = b"k" * 32
WORDS = "كلام محايد للاختبار يقوله صاحبه كما يشاء في بلاغ واحد لا غير"
AT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


# Rules


def test_while_it_is_calm_nothing_is_asked() -> None:
    assert bits_needed(Pressure(site=100, network=10), LIMITS) == 0


def test_work_grows_with_the_crowd_and_stays_within_what_a_cheap_telephone_can_do() -> None:
    asked = [bits_needed(Pressure(site=rate), LIMITS) for rate in (101, 200, 400, 800, 100_000_000)]

    assert asked == [4, 5, 6, 7, MOST_BITS]


def test_one_network_that_sends_much_works_alone() -> None:
    assert bits_needed(Pressure(site=10, network=11), LIMITS) == 4
    assert not floods(Pressure(network=50), LIMITS)
    assert floods(Pressure(network=51), LIMITS)


# The challenge


def solution(text: str, bits: int) -> str:
    return next(str(number) for number in range(100_000) if has_zeros(text, str(number), bits))


def test_work_that_was_done_is_recognised_for_this_report_alone() -> None:
    challenge = challenge_for("a-key", bits=4, at=AT)
    found = solution(challenge.text, 4)

    proven = proven_by(challenge.text, found, key="a-key", at=AT + timedelta(minutes=1))

    assert proven is not None
    assert proven.bits == 4
    assert proven_by(challenge.text, found, key="another-key", at=AT) is None
    assert proven_by(challenge.text, found, key="a-key", at=AT + timedelta(hours=2)) is None
    assert proven_by(challenge.text.replace("4.", "0.", 1), found, key="a-key", at=AT) is None


@pytest.mark.parametrize("text", ["", "4", "4.1.x", "٤.1764000000." + "a" * 22, "4.1764000000." + "a" * 22])
@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 40, "٣"])
def test_what_proves_nothing_is_no_error(text: str, number: str) -> None:
    assert proven_by(text, number, key="a-key", at=AT) is None


def test_a_check_costs_the_server_less_than_a_millisecond() -> None:
    text = challenge_for("a-key", bits=20, at=AT).text
    started = time.process_time()

    for number in range(50):
        has_zeros(text, str(number), 20)

    assert (time.process_time() - started) / 50 < 0.001


# Words that are nearly the same


def shared(one: str, other: str) -> int:
    return len(set(text_tokens(one, KEY)) & set(text_tokens(other, KEY)))


def test_nearly_the_same_words_meet_and_others_do_not() -> None:
    long = " ".join(f"كلمة{number}" for number in range(60))

    assert shared(long, long) == 4
    assert shared(long, long.replace("كلمة30", "غيرها")) > 0
    assert shared(long, " ".join(f"لفظ{number}" for number in range(60))) == 0
    assert shared(WORDS, WORDS.replace("ة", "ه") + " ") == 4


def test_a_cry_for_help_in_few_words_meets_no_other() -> None:
    assert text_tokens("ساعدوني من فضلكم", KEY) == []


def test_tokens_of_another_day_say_nothing() -> None:
    assert set(text_tokens(WORDS, KEY)).isdisjoint(text_tokens(WORDS, b"j" * 32))


def test_signs_cost_a_fraction_of_a_millisecond() -> None:
    text = " ".join(f"كلمة{number}" for number in range(50))
    started = time.process_time()

    for _ in range(100):
        text_tokens(text, KEY)

    assert (time.process_time() - started) / 100 < 0.0005


# With the database


@pytest.fixture
def centre(house: None, monkeypatch: pytest.MonkeyPatch) -> AgencyName:
    monkeypatch.setattr("takatuf.intake.pressure.door.meter", Meter())
    return make_agency("centre")


def shared_now(meter: Meter) -> None:
    meter._next_at = 0.0


def rows(sql: str) -> list[tuple[object, ...]]:
    with connections["keeper"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_two_processes_count_together(centre: AgencyName) -> None:
    here, there, at = Meter(), Meter(), now()
    network = here.network("198.51.100.7", at=at)
    for _ in range(settings.TAKATUF_CALM_NETWORK + 5):
        here.count(network)
    here.look(network, at=at)
    there.count(network)

    seen = there.look(there.network("198.51.100.99", at=at), at=at)

    assert seen.network == settings.TAKATUF_CALM_NETWORK + 6
    assert seen.site == settings.TAKATUF_CALM_NETWORK
    assert there.look(there.network("203.0.113.1", at=at), at=at).network == 0


def test_no_address_is_stored_and_the_next_day_nothing_can_be_tied_to_it(centre: AgencyName) -> None:
    meter, at = Meter(), now()
    today = meter.network("198.51.100.7", at=at)
    meter.count(today)
    meter.look(today, at=at)
    stored = rows("SELECT network, sends FROM intake_pressurecount")

    tomorrow = meter.network("198.51.100.7", at=at + timedelta(days=1))
    shared_now(meter)
    meter.count(tomorrow)
    meter.look(tomorrow, at=at + timedelta(days=1))

    assert [(bytes(network), sends) for network, sends in stored] == [(today, 1)]
    assert today != tomorrow
    assert [row[0] for row in rows("SELECT day_on FROM intake_pressureday")] == [
        (at + timedelta(days=1)).date()
    ]
    assert [bytes(row[0]) for row in rows("SELECT network FROM intake_pressurecount")] == [tomorrow]


def test_the_worker_destroys_the_key_of_yesterday_though_nobody_comes_today(centre: AgencyName) -> None:
    meter, at = Meter(), now()
    meter.count(meter.network("198.51.100.7", at=at))
    meter.look(b"", at=at)
    receive(centre, said())

    actions.forget_crowd(at=at)
    kept = rows("SELECT count(*) FROM intake_pressureday")
    actions.forget_crowd(at=at + timedelta(days=1))

    assert kept == [(1,)]
    for table in ("intake_pressureday", "intake_pressurecount", "intake_burstsign"):
        assert rows(f"SELECT count(*) FROM {table}") == [(0,)]


def test_the_tables_of_a_crowd_are_in_no_journal(centre: AgencyName) -> None:
    unlogged = rows(
        "SELECT relname FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r' ORDER BY relname"
    )

    assert [name for (name,) in unlogged] == [
        "intake_burstsign",
        "intake_pressurecount",
        "intake_pressureday",
    ]


def test_counting_costs_less_than_a_fifth_of_a_millisecond(centre: AgencyName) -> None:
    meter, at = Meter(), now()
    started = time.process_time()

    for _ in range(2_000):
        network = meter.network("198.51.100.7", at=at)
        meter.count(network)
        meter.look(network, at=at)

    assert (time.process_time() - started) / 2_000 < 0.0002


def test_without_the_database_there_is_no_crowd_and_no_error(
    centre: AgencyName, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def away(**_: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(measure, "key_of", away)
    monkeypatch.setattr(measure, "count_sends", away)
    meter = Meter()

    network = meter.network("198.51.100.7", at=now())
    meter.count(network)

    assert meter.look(network, at=now()) == Pressure()


def open_review(client: Client, language: str = "en", **address: str) -> tuple[str, dict[str, str]]:
    """A report with one answer, up to the last page; the page and the hidden fields of its form."""
    answer(client, "bystander", "what", language, answer=WORDS, **address)
    page = client.get(f"/{language}/report/bystander/review/", **address).content.decode()  # type: ignore[arg-type]
    return page, dict(re.findall(r'<input type="hidden" name="(key|challenge|found)" value="([^"]*)">', page))


def send(client: Client, fields: dict[str, str], **address: str) -> bool:
    answered = client.post("/en/report/bystander/review/", fields, **address)  # type: ignore[arg-type]
    return answered.status_code == 302 and answered["Location"].endswith("/sent/")


def lanes() -> list[bool]:
    return [bool(slow) for (slow,) in rows("SELECT burst FROM intake_report ORDER BY received_at, code")]


def crowd_from(address: str, many: int) -> None:
    meter = Meter()
    network = meter.network(address, at=now())
    for _ in range(many):
        meter.count(network)
    meter.look(network, at=now())


def test_a_calm_page_carries_no_work(centre: AgencyName) -> None:
    client = Client()
    page, fields = open_review(client)

    assert "data-work" not in page
    assert "challenge.js" not in page
    assert send(client, fields)
    assert lanes() == [False]


def test_in_a_crowd_who_worked_goes_on_and_who_did_not_takes_the_slow_lane(centre: AgencyName) -> None:
    crowd_from("127.0.0.9", settings.TAKATUF_CALM_NETWORK + 10)
    worked, idle, wrong = Client(), Client(), Client()

    page, fields = open_review(worked)
    bits = int(re.search(r'data-bits="(\d+)"', page)[1])  # type: ignore[index]
    fields["found"] = solution(fields["challenge"], bits)
    _, left = open_review(idle)
    _, other = open_review(wrong)
    sent = [send(worked, fields), send(idle, left), send(wrong, other | {"found": "x", "challenge": "y"})]

    assert bits == 4
    assert sent == [True, True, True]
    assert lanes() == [False, True, True]


def test_a_page_that_was_fetched_while_it_was_calm_is_not_held_against_anybody_else(
    centre: AgencyName, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    _, fields = open_review(client)
    for number in range(settings.TAKATUF_CALM_SITE // settings.TAKATUF_CALM_NETWORK + 1):
        crowd_from(f"198.51.{number}.1", settings.TAKATUF_CALM_NETWORK + 1)
    monkeypatch.setattr("takatuf.intake.pressure.door.meter", Meter())

    page, _ = open_review(Client())
    send(client, fields)

    assert "data-work" in page
    assert lanes() == [False]


def test_whoever_floods_takes_the_slow_lane_whatever_work_was_done(centre: AgencyName) -> None:
    crowd_from("127.0.0.9", settings.TAKATUF_CALM_NETWORK * 6)
    client = Client()
    page, fields = open_review(client)
    fields["found"] = solution(fields["challenge"], int(re.search(r'data-bits="(\d+)"', page)[1]))  # type: ignore[index]

    assert send(client, fields)
    assert lanes() == [True]


def test_a_class_of_forty_behind_one_address_is_asked_nothing(centre: AgencyName) -> None:
    pages = []
    for _ in range(40):
        client = Client()
        page, fields = open_review(client)
        pages.append(page)
        assert send(client, fields)

    assert not any("data-work" in page for page in pages)
    assert lanes() == [False] * 40


def test_behind_a_trusted_proxy_the_client_is_counted_and_not_the_proxy(
    centre: AgencyName, monkeypatch: pytest.MonkeyPatch
) -> None:
    from takatuf.kernel.addresses import read_networks

    monkeypatch.setattr(settings, "TAKATUF_TRUSTED_PROXIES", read_networks("127.0.0.1"))
    crowd_from("198.51.100.7", settings.TAKATUF_CALM_NETWORK + 10)

    there, _ = open_review(Client(), HTTP_X_FORWARDED_FOR="198.51.100.8")
    elsewhere, _ = open_review(Client(), HTTP_X_FORWARDED_FOR="203.0.113.8")

    assert "data-work" in there
    assert "data-work" not in elsewhere


# Bursts


def said(words: str = WORDS, *links: str, **more: object) -> ReportContent:
    claims = tuple(IdentifierClaim(kind="url", value=link) for link in links)
    return ReportContent(
        channel=Channel.PUBLIC_WEB, reporter_kind=ReporterKind.BYSTANDER, narrative=words, identifiers=claims,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def receive(centre: AgencyName, *contents: ReportContent, network: bytes = b"", start: int = 0) -> None:
    arrival = Arrival(network) if network else None
    batch = [
        Incoming(content, f"a-key-of-the-form-{start + n:06}", arrival) for n, content in enumerate(contents)
    ]
    with system_scope("intake") as by:
        receive_reports(batch=batch, lead=centre.id, by=by, at=now())


def receive_one(centre: AgencyName, content: ReportContent, number: int) -> None:
    with system_scope("intake") as by:
        receive_report(content=content, key=f"a-single-key-{number:06}", lead=centre.id, by=by, at=now())


def marks() -> list[tuple[object, ...]]:
    return rows("SELECT burst, reasons FROM intake_burstmark")


def test_the_same_words_a_third_time_are_a_burst_with_the_first_two(centre: AgencyName) -> None:
    receive(centre, said())
    receive(centre, said("كلام آخر بعيد كل البعد عن غيره وليس فيه ما يجمعهما أبداً"), start=1)
    receive_one(centre, said(WORDS + " "), 1)
    assert marks() == []

    receive_one(centre, said(), 2)

    assert len(marks()) == 3
    assert len({burst for burst, _ in marks()}) == 1
    assert {str(reasons) for _, reasons in marks()} == {"['same_text']"}
    assert reports_stored() == 4


def test_the_same_links_in_another_order_are_a_burst(centre: AgencyName) -> None:
    one, two = "https://example.org/a", "https://example.org/b"

    receive(centre, said("", one, two), said("", two, one), said("", one, two), said("", one))

    assert len(marks()) == 3


def test_many_from_one_network_are_a_burst_and_no_report_is_kept_beside_the_network(
    centre: AgencyName,
) -> None:
    many = settings.TAKATUF_BURST_NETWORK
    words = [f"كلام{n} مختلف{n} لا{n} يشبه{n} غيره{n} أبداً{n} قط{n}" for n in range(many + 5)]

    receive(centre, *[said(each) for each in words[: many - 1]], network=b"n" * 16)
    before = marks()
    receive(centre, *[said(each) for each in words[many - 1 :]], network=b"n" * 16, start=100)

    assert before == []
    assert len(marks()) == 6
    assert rows("SELECT first_reports FROM intake_burstsign WHERE reason = 'same_network'") == [([],)]
    with pytest.raises(IntegrityError), transaction.atomic(using="keeper"):
        BurstSign.objects.using("keeper").filter(reason="same_network").update(first_reports=[centre.id])


def test_reports_of_providers_are_no_burst(centre: AgencyName) -> None:
    content = ReportContent(channel=Channel.PROVIDER, reporter_kind=ReporterKind.PROVIDER, narrative=WORDS)

    receive(centre, *[content] * 5)

    assert marks() == []
    assert rows("SELECT count(*) FROM intake_burstsign") == [(0,)]


def test_a_burst_is_forgotten_after_an_hour(centre: AgencyName, monkeypatch: pytest.MonkeyPatch) -> None:
    receive(centre, said(), said())
    rows_at = now() + timedelta(hours=1, minutes=1)
    monkeypatch.setattr("tests.intake.test_pressure.now", lambda: rows_at)

    receive(centre, said(), said(), start=10)

    assert marks() == []


def test_triage_learns_why_and_danger_stands_first_all_the_same(centre: AgencyName) -> None:
    officer = make_worker(centre, Role.TRIAGE_OFFICER)
    receive(centre, *[said()] * 3)
    receive(centre, said(signals=Signals(danger_now=True, life_threatened=True)), start=20)

    with acting(officer) as by:
        queue = reports_awaiting_triage(by=by, at=now())
        bursts = bursts_of([row.report_id for row in queue], by=by)
        together = reports_of_burst(bursts[queue[0].report_id].burst, by=by)

    assert queue[0].level == 1
    assert set(bursts) == {row.report_id for row in queue} == set(together)
    assert bursts[queue[0].report_id].words
    assert len(queue) == 4


def test_another_agency_learns_nothing_of_a_burst(centre: AgencyName) -> None:
    receive(centre, *[said()] * 3)
    burst = marks()[0][0]
    stranger = make_worker(make_agency("elsewhere"), Role.TRIAGE_OFFICER)

    with acting(stranger) as by:
        assert reports_of_burst(burst, by=by) == []  # type: ignore[arg-type]


def test_the_database_holds_a_mark_to_a_reason_and_once(centre: AgencyName) -> None:
    receive(centre, *[said()] * 3)
    mark = BurstMark.objects.using("keeper").first()
    assert mark is not None

    with pytest.raises(IntegrityError), transaction.atomic(using="keeper"):
        BurstMark.objects.using("keeper").filter(pk=mark.pk).update(reasons=[])
    with pytest.raises(IntegrityError), transaction.atomic(using="keeper"):
        BurstMark(
            report_id=mark.report_id, record_id=mark.record_id, burst=mark.burst, reasons=["same_text"], marked_at=now()
        ).save(using="keeper", force_insert=True)  # fmt: skip
    for statement in (
        "UPDATE intake_burstsign SET seen = 0",
        "INSERT INTO intake_pressurecount VALUES (now(), 'n', 0)",
        "INSERT INTO intake_pressureday VALUES (current_date - 1, 'short')",
    ):
        with pytest.raises(IntegrityError), connections["keeper"].cursor() as cursor:
            cursor.execute(statement)


def test_marking_a_crowd_costs_little_for_each_report(
    centre: AgencyName, monkeypatch: pytest.MonkeyPatch
) -> None:
    spent: list[float] = []
    mark = actions.mark_bursts

    def timed(**given: object) -> None:
        started = time.process_time()
        mark(**given)  # type: ignore[arg-type]
        spent.append((time.process_time() - started) * 1000)

    monkeypatch.setattr(actions, "mark_bursts", timed)
    words = " ".join(f"كلمة{number}" for number in range(40))
    for batch in range(6):
        receive(
            centre, *[said(f"{words} {batch} {n}") for n in range(64)], network=b"n" * 16, start=batch * 64
        )

    print(f"\n{spent} ms CPU for 64 reports each")
    assert len(marks()) == 6 * 64
    assert sorted(spent)[2] / 64 < 0.5


def test_a_mark_that_cannot_be_made_holds_no_report_back(
    centre: AgencyName, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        from django.db import DatabaseError

        raise DatabaseError("broken")

    monkeypatch.setattr(actions, "_mark", broken)

    receive(centre, *[said()] * 3)
    client = Client()
    sent_by(client)

    assert Report.objects.using("keeper").count() == 4
