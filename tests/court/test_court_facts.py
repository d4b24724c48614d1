"""Facts: immutable, sourced, and standing as the parties say."""

import pytest
from django.db import IntegrityError, connection, transaction

from takatuf.court.actions import (
    FactReplaced,
    FactUnsourced,
    Source,
    SourceWithdrawn,
    place_facts,
    record_fact,
    start_submission,
    withdraw_fact,
    withdraw_source,
)
from takatuf.court.models import Fact, FactPosition, FactSource, SubmissionFact
from takatuf.court.models.choices import FactKind, SourceKind, Stance, Standing
from takatuf.court.queries import facts_of
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.ledger.models import LedgerEntry
from tests.court.situations import AT, SCHOOL, a_case, a_fact
from tests.factories import acting, make_worker

pytestmark = pytest.mark.usefixtures("house")


def test_a_fact_comes_back_with_its_source_and_its_place_in_it() -> None:
    here = a_case()
    a_fact(here)

    with acting(here.writer) as by:
        (row,) = facts_of(here.case_id, by=by, at=AT)

    assert (row.number, row.kind, row.standing) == (1, FactKind.RECORD, Standing.UNESTABLISHED)
    assert row.text_ar.startswith("انتظم الطفل")
    assert (row.sources[0].label, row.sources[0].locator) == ("سجل المدرسة", "ص 2")
    assert len(row.sources[0].quoted_sha256) == 64


def test_each_fact_leaves_one_ledger_line() -> None:
    here = a_case()
    a_fact(here)

    assert LedgerEntry.objects.filter(kind="fact.recorded", record_id=here.case_record_id).count() == 1


def test_the_text_of_a_fact_is_sealed_in_the_table() -> None:
    here = a_case()
    a_fact(here, text="واقعة محايدة للاختبار")

    with acting(here.writer):
        sealed = bytes(Fact.objects.get().text_ar) + bytes(FactSource.objects.get().label)

    assert "واقعة".encode() not in sealed
    assert "المدرسة".encode() not in sealed


def test_a_fact_without_words_is_refused() -> None:
    here = a_case()

    with acting(here.writer) as by, pytest.raises(InvalidInput, match="text_ar"):
        record_fact(case_id=here.case_id, text_ar="  ", kind=FactKind.RECORD, sources=[SCHOOL], by=by, at=AT)


def test_a_source_without_a_name_is_refused() -> None:
    here = a_case()

    with acting(here.writer) as by, pytest.raises(InvalidInput, match="label"):
        record_fact(
            case_id=here.case_id, text_ar="واقعة", kind=FactKind.RECORD, sources=[Source(SourceKind.RECORD, " ")],
            by=by, at=AT,
        )  # fmt: skip


def test_a_role_without_the_permission_is_refused() -> None:
    here = a_case()

    with acting(here.approver) as by, pytest.raises(NotAllowed):
        record_fact(
            case_id=here.case_id, text_ar="واقعة", kind=FactKind.RECORD, sources=[SCHOOL], by=by, at=AT
        )


def test_the_database_lets_no_fact_change() -> None:
    here = a_case()
    a_fact(here)

    with acting(here.writer), pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        Fact.objects.update(kind=FactKind.OPINION)


def test_a_correction_is_a_new_fact_and_the_old_one_says_so() -> None:
    here = a_case()
    first = a_fact(here)

    with acting(here.writer) as by:
        second = record_fact(
            case_id=here.case_id, text_ar="انتظم حتى منتصف الفصل.", kind=FactKind.RECORD, sources=[SCHOOL],
            supersedes=first, by=by, at=AT,
        )  # fmt: skip
        old, new = facts_of(here.case_id, by=by, at=AT)

    assert (old.id, old.replaced_by) == (first, second)
    assert (new.number, new.supersedes) == (2, first)
    with acting(here.writer) as by, pytest.raises(FactReplaced):
        withdraw_fact(fact_id=first, why="تبين خطؤها", by=by, at=AT)


def test_agreed_and_contested_follow_from_the_last_positions() -> None:
    from tests.court.situations import say

    here = a_case()
    agreed, contested, opinion = a_fact(here), a_fact(here), a_fact(here, kind=FactKind.OPINION)
    for fact in (agreed, contested, opinion):
        say(here, fact, prosecution=Stance.ADMITS, defence=Stance.ADMITS)
    say(here, contested, defence=Stance.DENIES)

    with acting(here.writer) as by:
        rows = {row.id: row.standing for row in facts_of(here.case_id, by=by, at=AT)}

    assert rows == {agreed: Standing.AGREED, contested: Standing.CONTESTED, opinion: Standing.OPINION}


def test_an_unsourced_fact_cannot_be_placed() -> None:
    here = a_case()
    fact = a_fact(here, sources=())

    with acting(here.writer) as by:
        submission = start_submission(
            case_id=here.case_id, court_id=here.court.id, docket="44-1187", child_code="ط-417", by=by, at=AT
        )
        with pytest.raises(FactUnsourced):
            place_facts(submission_id=submission, fact_ids=[fact], by=by, at=AT)


def test_the_database_itself_refuses_an_unsourced_fact() -> None:
    here = a_case()
    fact = a_fact(here, sources=())

    with acting(here.writer) as by:
        submission = start_submission(
            case_id=here.case_id, court_id=here.court.id, docket="44-1187", child_code="ط-417", by=by, at=AT
        )
        from takatuf.court.models import Submission

        record_id = Submission.objects.get(pk=submission).record_id
        with pytest.raises(IntegrityError, match="without a source"), transaction.atomic():
            SubmissionFact(
                record_id=record_id, submission_id=submission, fact_id=fact, number=1, commitment_salt=b"s",
                ledger_entry=fact,
            ).save(force_insert=True)  # fmt: skip


def test_a_source_is_withdrawn_once_and_stays_to_be_seen() -> None:
    here = a_case()
    a_fact(here)

    with acting(here.writer) as by:
        (row,) = facts_of(here.case_id, by=by, at=AT)
        withdraw_source(source_id=row.sources[0].id, why="سُحب السجل", by=by, at=AT)
        (after,) = facts_of(here.case_id, by=by, at=AT)
        with pytest.raises(SourceWithdrawn):
            withdraw_source(source_id=row.sources[0].id, why="سُحب السجل", by=by, at=AT)

    assert after.standing_sources == ()
    assert [source.withdrawn_why for source in after.withdrawn_sources] == ["سُحب السجل"]


def test_nothing_is_withdrawn_without_saying_why_and_the_reason_stays() -> None:
    here = a_case()
    fact = a_fact(here)

    with acting(here.writer) as by:
        with pytest.raises(InvalidInput, match="why"):
            withdraw_fact(fact_id=fact, why=" ", by=by, at=AT)
        with pytest.raises(InvalidInput, match="why"):
            withdraw_source(source_id=FactSource.objects.get().pk, why="", by=by, at=AT)
        withdraw_fact(fact_id=fact, why="تبين خطؤها", by=by, at=AT)
        (row,) = facts_of(here.case_id, by=by, at=AT)
        with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
            Fact.objects.update(withdrawn_why=None)

    assert row.withdrawn_why == "تبين خطؤها"


def test_an_agency_without_access_reads_no_fact_and_writes_none() -> None:
    from tests.court.situations import say

    here = a_case()
    fact = a_fact(here)
    say(here, fact, defence=Stance.DENIES)

    with acting(here.officer) as by:
        assert [model.objects.count() for model in (Fact, FactSource, FactPosition)] == [0, 0, 0]
        with pytest.raises(NotFound):
            facts_of(here.case_id, by=by, at=AT)
        with pytest.raises(NotFound):
            record_fact(
                case_id=here.case_id, text_ar="واقعة", kind=FactKind.RECORD, sources=[SCHOOL], by=by, at=AT
            )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM court_fact")
        assert cursor.fetchone() == (0,)


def test_two_writers_at_once_give_two_numbers() -> None:
    from threading import Thread

    from django.db import connections

    here = a_case()
    colleague = make_worker(here.social)
    failures: list[BaseException] = []

    def work(who: object) -> None:
        try:
            with acting(who) as by:  # type: ignore[arg-type]
                record_fact(
                    case_id=here.case_id,
                    text_ar="واقعة",
                    kind=FactKind.RECORD,
                    sources=[SCHOOL],
                    by=by,
                    at=AT,
                )
        except BaseException as error:  # noqa: BLE001 - handed to the test
            failures.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=work, args=[who]) for who in (here.writer, colleague, here.writer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    with acting(here.writer) as by:
        assert [row.number for row in facts_of(here.case_id, by=by, at=AT)] == [1, 2, 3]
