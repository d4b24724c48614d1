"""Agreements: two named persons sign, a referral rests on one only within it, and both sides hear before it runs out."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.casework.models import Case
from takatuf.clocks.actions import check_deadlines
from takatuf.clocks.calendars import calendar
from takatuf.clocks.models import Deadline, DeadlineKind
from takatuf.clocks.rules import Limit, Unit, add_time
from takatuf.jointwork.actions import refer_case
from takatuf.jointwork.agreements.actions import (
    AgreementOver,
    AlreadySigned,
    TermGiven,
    draft_agreement,
    end_agreement,
    let_agreement_run_out,
    remind_of_expiry,
    sign_agreement,
)
from takatuf.jointwork.agreements.queries import agreement_clocks, agreements, allowed_sharing, open_agreement
from takatuf.jointwork.agreements.rules import (
    NoAgreement,
    OutsideAgreement,
    Term,
    covering,
    is_in_force,
    within_agreement,
)
from takatuf.jointwork.models import (
    Agreement,
    AgreementSignature,
    AgreementTerm,
    LegalBasis,
    Purpose,
    Referral,
)
from takatuf.jointwork.queries import notices
from takatuf.jointwork.rules import ANSWER_LIMITS
from takatuf.kernel import events
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.casework.situations import AT, DAY, Country, make_country, started_case
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house", "wired")
FROM, TO = date(2026, 11, 1), date(2027, 10, 31)


@pytest.fixture
def country() -> Country:
    return make_country()


@pytest.fixture
def head(country: Country) -> WorkerName:
    """Who signs for the police."""
    return make_worker(country.police, Role.SUPERVISOR)


def term(country: Country, **changes: object) -> TermGiven:
    given = {
        "from_id": country.social.id, "purpose": "investigation", "fields": ("child_age", "accounts"), "answer_amount": 2,
        "answer_unit": "clock_hours",
    }  # fmt: skip
    return TermGiven(**{**given, **changes})  # type: ignore[arg-type]


def drafted(country: Country, **changes: object) -> Agreement:
    given = {
        "second_id": country.police.id, "title": "تبادل بيانات الحسابات", "valid_from": FROM, "valid_to": TO,
        "terms": [term(country)], "dispute_path": "مديرا الجهتين", "dispute_days": 3,
    }  # fmt: skip
    with acting(country.supervisor) as by:
        return draft_agreement(**{**given, **changes}, by=by, at=AT)  # type: ignore[arg-type]


def signed(country: Country, head: WorkerName, **changes: object) -> Agreement:
    row = drafted(country, **changes)
    for who in (country.supervisor, head):
        with acting(who) as by:
            sign_agreement(agreement_id=row.pk, by=by, at=AT)
    return row


def refer(country: Country, case: Case, packet: list[str], **changes: object) -> Referral:
    given = {"to_agency_id": country.police.id, "purpose": Purpose.INVESTIGATION, "request": "سؤال"}
    with acting(country.caseworker) as by:
        return refer_case(
            case_id=case.pk, legal_basis=LegalBasis.AGREEMENT, packet=packet, **{**given, **changes}, by=by, at=AT  # type: ignore[arg-type]
        )  # fmt: skip


def test_an_agreement_counts_once_a_named_person_of_each_side_signed(
    country: Country, head: WorkerName
) -> None:
    row = drafted(country)
    states = []

    for who in (country.supervisor, head):
        with acting(who) as by:
            states.append(open_agreement(row.pk, by=by, at=AT).row.state)
            sign_agreement(agreement_id=row.pk, by=by, at=AT)
            states.append(open_agreement(row.pk, by=by, at=AT).row.state)

    with acting(country.caseworker) as by:
        view = open_agreement(row.pk, by=by, at=AT)
        (allowed,) = allowed_sharing(by=by, at=AT)
    assert states == ["to_sign", "waiting", "to_sign", "in_force"]
    assert [one.person.id for one in view.signatures if one.person] == [country.supervisor.id, head.id]
    assert view.dispute_path == "مديرا الجهتين"
    assert (allowed.code, allowed.to_agency.id) == (row.code, country.police.id)


def test_nobody_signs_twice_or_without_the_permission_or_for_others(
    country: Country, head: WorkerName
) -> None:
    row = drafted(country)
    stranger = make_worker(make_agency(), Role.SUPERVISOR)

    with acting(country.supervisor) as by:
        sign_agreement(agreement_id=row.pk, by=by, at=AT)
        with pytest.raises(AlreadySigned):
            sign_agreement(agreement_id=row.pk, by=by, at=AT)
    with acting(country.duty) as by, pytest.raises(NotAllowed):
        sign_agreement(agreement_id=row.pk, by=by, at=AT)
    with acting(stranger) as by:
        with pytest.raises(NotFound):
            sign_agreement(agreement_id=row.pk, by=by, at=AT)
        with pytest.raises(NotFound):
            open_agreement(row.pk, by=by, at=AT)
        assert agreements(by=by, at=AT) == []
        counts = [model.objects.count() for model in (Agreement, AgreementTerm, AgreementSignature)]
    assert counts == [0, 0, 0]


def test_two_of_one_agency_sign_at_once_and_one_signature_stands(country: Country) -> None:
    row = drafted(country)
    two = [country.supervisor, make_worker(country.social, Role.SUPERVISOR)]
    barrier, outcomes = threading.Barrier(2), []

    def sign(who: WorkerName) -> None:
        try:
            with acting(who) as by:
                barrier.wait(10)
                sign_agreement(agreement_id=row.pk, by=by, at=AT)
            outcomes.append("signed")
        except AlreadySigned:
            outcomes.append("already")
        finally:
            connection.close()

    threads = [threading.Thread(target=sign, args=(who,)) for who in two]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(outcomes) == ["already", "signed"]
    with acting(country.supervisor):
        assert AgreementSignature.objects.count() == 1


def test_a_referral_rests_on_an_agreement_only_where_one_is_in_force(
    country: Country, head: WorkerName
) -> None:
    case = started_case(country)
    with pytest.raises(NoAgreement):
        refer(country, case, ["child_age"])
    row = signed(country, head)

    with pytest.raises(NoAgreement):
        refer(country, case, ["child_age"], purpose=Purpose.HEALTH)
    with pytest.raises(OutsideAgreement) as refusal:
        refer(country, case, ["child_age", "child_name", "phones"])
    sent = refer(country, case, ["child_age", "accounts", "request"])

    assert refusal.value.fields == ("child_name", "phones")
    assert sent.agreement_id == row.pk
    with acting(country.caseworker):
        clock = Deadline.objects.get(subject_id=sent.pk)
    assert clock.due_at == AT + timedelta(hours=2)


def test_the_other_direction_needs_a_line_of_its_own(country: Country, head: WorkerName) -> None:
    signed(country, head)

    with acting(country.duty) as by:
        assert allowed_sharing(by=by, at=AT) == []


def test_an_agreement_that_was_ended_is_no_basis(country: Country, head: WorkerName) -> None:
    row, case = signed(country, head), started_case(country)

    with acting(head) as by:
        end_agreement(agreement_id=row.pk, reason="تغيّرت الاختصاصات", by=by, at=AT)
        with pytest.raises(AgreementOver):
            end_agreement(agreement_id=row.pk, reason="مرة أخرى", by=by, at=AT)
        assert agreement_clocks(by=by, at=AT + 400 * DAY) == []
    with pytest.raises(NoAgreement):
        refer(country, case, ["child_age"])
    with acting(country.supervisor) as by:
        view = open_agreement(row.pk, by=by, at=AT)
    assert (view.row.state, view.end_reason) == ("ended", "تغيّرت الاختصاصات")


def test_both_sides_hear_sixty_days_before_the_end(
    country: Country, head: WorkerName, monkeypatch: pytest.MonkeyPatch
) -> None:
    from takatuf.clocks.events import DeadlineMissed

    monkeypatch.setitem(events._listeners, DeadlineMissed, [remind_of_expiry])
    row = signed(country, head)
    before, then = datetime(2027, 8, 31, tzinfo=AT.tzinfo), datetime(2027, 9, 2, tzinfo=AT.tzinfo)

    def told_to(who: WorkerName) -> int:
        with acting(who) as by:
            return sum(line.kind == "agreement_expires" for line in notices(by=by))

    for at in (before, then, then):
        with system_scope("clockwork"):
            check_deadlines(at=at)
        if at == before:
            assert (told_to(country.supervisor), told_to(head)) == (0, 0)

    assert (told_to(country.supervisor), told_to(head)) == (1, 1)
    with acting(head) as by:
        (clock,) = agreement_clocks(by=by, at=then)
        let_agreement_run_out(agreement_id=row.pk, by=by, at=then)
        assert agreement_clocks(by=by, at=then) == []
    with acting(country.supervisor) as by, translation.override("en"):
        assert clock.kind == DeadlineKind.AGREEMENT_EXPIRY
        assert len(agreement_clocks(by=by, at=then)) == 1


def test_an_agreement_that_follows_another_stops_its_reminder(country: Country, head: WorkerName) -> None:
    earlier = signed(country, head)

    signed(country, head, replaces_id=earlier.pk, valid_from=TO, valid_to=date(2029, 1, 1))

    with acting(head) as by:
        assert agreement_clocks(by=by, at=datetime(2027, 9, 2, tzinfo=AT.tzinfo)) == []


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"terms": []}, "terms"),
        ({"title": " "}, "title"),
        ({"dispute_path": ""}, "dispute_path"),
        ({"valid_to": FROM}, "valid_to"),
    ],
)
def test_a_draft_that_is_not_whole_is_refused_by_field(
    country: Country, changes: dict[str, object], path: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        drafted(country, **changes)

    assert refusal.value.path == path


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"purpose": "curiosity"}, "terms.0.purpose"),
        ({"fields": ()}, "terms.0.fields"),
        ({"fields": ("everything",)}, "terms.0.fields"),
        ({"answer_amount": 0}, "terms.0.answer_amount"),
        ({"answer_unit": "months"}, "terms.0.answer_amount"),
    ],
)
def test_a_line_that_is_not_whole_is_refused_by_field(
    country: Country, changes: dict[str, object], path: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        drafted(country, terms=[term(country, **changes)])

    assert refusal.value.path == path


def test_the_same_line_twice_is_refused(country: Country) -> None:
    with pytest.raises(InvalidInput) as refusal:
        drafted(country, terms=[term(country), term(country, fields=("phones",))])

    assert refusal.value.code == "said_twice"


def test_the_database_refuses_agreements_that_cannot_be(country: Country) -> None:
    row = drafted(country)
    line = {"record_id": row.record_id, "agreement": row, "purpose": "health", "fields": ["child_age"], "answer_unit": "clock_hours"}  # fmt: skip
    broken = [
        lambda: Agreement.objects.filter(pk=row.pk).update(second_id=country.social.id),
        lambda: Agreement.objects.filter(pk=row.pk).update(valid_to=FROM),
        lambda: Agreement.objects.filter(pk=row.pk).update(ended_at=AT),
        lambda: AgreementTerm(**line, from_agency_id=country.social.id, to_agency_id=country.social.id, answer_amount=1).save(force_insert=True),
        lambda: AgreementTerm(**line, from_agency_id=country.social.id, to_agency_id=country.police.id, answer_amount=0).save(force_insert=True),
        lambda: AgreementTerm(**{**line, "purpose": "investigation"}, from_agency_id=country.social.id, to_agency_id=country.police.id, answer_amount=1).save(force_insert=True),
        lambda: [AgreementSignature(record_id=row.record_id, agreement=row, agency_id=country.social.id, signed_by_id=country.supervisor.id, at=AT).save(force_insert=True) for _ in range(2)],
    ]  # fmt: skip
    refused = 0

    for wrong in broken:
        with acting(country.supervisor):
            try:
                with transaction.atomic():
                    wrong()
            except IntegrityError:
                refused += 1

    assert refused == len(broken)


_FIELDS = st.lists(st.sampled_from(["child_age", "accounts", "phones", "reports"]), unique=True)


def _term(country_free: str, fields: tuple[str, ...], limit: Limit) -> Term:
    from uuid import UUID

    one = UUID(int=1)
    return Term(one, one, UUID(int=2), country_free, fields, limit)


@given(allowed=_FIELDS, packet=_FIELDS)
def test_a_packet_is_covered_when_every_field_is_allowed(allowed: list[str], packet: list[str]) -> None:
    line = _term("health", tuple(allowed), Limit(1, Unit.CLOCK_HOURS))

    if outside := set(packet) - set(allowed):
        with pytest.raises(OutsideAgreement) as refusal:
            covering([line], [*packet, "request"])
        assert set(refusal.value.fields) == outside
    else:
        assert covering([line], [*packet, "request"]) == line


@given(
    amount=st.integers(1, 200),
    unit=st.sampled_from([Unit.CLOCK_HOURS, Unit.WORKING_DAYS]),
    level=st.sampled_from([1, 2, 3, 4]),
)
def test_an_agreement_never_makes_anybody_wait_longer(amount: int, unit: Unit, level: int) -> None:
    line = _term("health", (), Limit(amount, unit))

    due = add_time(AT, within_agreement(ANSWER_LIMITS, line, AT, calendar())[level], calendar())

    assert due == min(
        add_time(AT, ANSWER_LIMITS[level], calendar()), add_time(AT, line.answer_within, calendar())
    )


@given(
    begin=st.integers(0, 100),
    days=st.integers(1, 100),
    on=st.integers(0, 220),
    signed_by=st.integers(0, 2),
    ended=st.booleans(),
)
def test_an_agreement_counts_between_its_days_only(
    begin: int, days: int, on: int, signed_by: int, ended: bool
) -> None:
    first = FROM + timedelta(days=begin)

    counts = is_in_force(
        signed=signed_by, valid_from=first, valid_to=first + timedelta(days=days), ended=ended, on=FROM + timedelta(days=on)
    )  # fmt: skip

    assert counts == (signed_by == 2 and not ended and begin <= on <= begin + days)
