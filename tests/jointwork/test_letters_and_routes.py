"""Letters to authorities are drafted by the clock and signed by a person; other inboxes; what is refused by the database."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.timezone import localtime

from takatuf.agencies.models import Access
from takatuf.agencies.queries import access_of
from takatuf.agencies.rules import Role
from takatuf.agencies.scope import worker_scope
from takatuf.casework.models import Case
from takatuf.casework.queries import open_case
from takatuf.clocks.models import DeadlineKind
from takatuf.court.events import SubmissionFiled
from takatuf.jointwork.actions import (
    LetterDone,
    NoOtherInbox,
    SuspectWorksThere,
    accept_referral,
    add_partner,
    leave_letter,
    letter_sent,
    note_court_filed,
    sign_letter,
)
from takatuf.jointwork.models import AuthorityLetter, PacketField, Purpose, Referral, Step, TrackEvent
from takatuf.jointwork.queries import awaiting, notices, open_referral
from takatuf.jointwork.referring.actions.routes import set_route
from takatuf.jointwork.referring.queries import more_of, open_letter
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound, Refused
from takatuf.kernel.ids import uuid7
from takatuf.ledger.models import LedgerEntry
from tests.casework.situations import AT, DAY, Country, make_country, started_case
from tests.factories import acting, make_agency, make_worker
from tests.jointwork.referring import HOUR, clock, referred, tick, without_desk

pytestmark = pytest.mark.usefixtures("house", "wired")


@pytest.fixture
def country() -> Country:
    return make_country()


@pytest.fixture
def case(country: Country) -> Case:
    return started_case(country)


def drafted(country: Country, case: Case) -> tuple[Referral, AuthorityLetter]:
    sent = referred(country, case)
    tick(20)
    with acting(country.caseworker):
        return sent, AuthorityLetter.objects.get()


def test_a_letter_is_drafted_once_after_the_last_level_and_not_before(country: Country, case: Case) -> None:
    sent = referred(country, case)

    tick(6.5)
    with acting(country.caseworker):
        early = AuthorityLetter.objects.count()
    for hours in (9, 20, 40):
        tick(hours)

    with acting(country.caseworker) as by:
        (letter,) = AuthorityLetter.objects.all()
        (item,) = [row for row in awaiting(by=by, at=AT + 21 * HOUR) if row.kind == "authority_letter"]
        told = [row.kind for row in notices(by=by)]
    assert early == 0
    assert letter.signed_at is None
    assert (item.subject_id, item.owes) == (sent.pk, country.police)
    assert "authority_letter_drafted" in told
    assert LedgerEntry.objects.filter(kind="letter.drafted").count() == 1


def test_the_late_agency_sees_nothing_of_the_letter(country: Country, case: Case) -> None:
    sent, letter = drafted(country, case)

    with acting(country.duty) as by:
        assert AuthorityLetter.objects.count() == 0
        assert more_of(sent.pk, by=by, at=AT).letter is None
        assert not [row for row in notices(by=by) if row.kind.startswith("authority_letter")]
        with pytest.raises(NotFound):
            open_letter(letter.pk, by=by, at=AT)
    with acting(make_worker(make_agency(), Role.SUPERVISOR)) as by, pytest.raises(NotFound):
        sign_letter(letter_id=letter.pk, authority="جهة", by=by, at=AT + DAY)


def test_a_named_official_signs_and_the_words_stay_as_they_were_signed(country: Country, case: Case) -> None:
    sent, letter = drafted(country, case)
    with acting(country.caseworker) as by, pytest.raises(NotAllowed):
        sign_letter(letter_id=letter.pk, authority="وزارة مخترعة", by=by, at=AT + DAY)

    with acting(country.supervisor) as by:
        with pytest.raises(LetterDone):
            letter_sent(letter_id=letter.pk, sent_on=localtime(AT + DAY).date(), by=by, at=AT + DAY)
        with pytest.raises(InvalidInput):
            sign_letter(letter_id=letter.pk, authority=" ", by=by, at=AT + DAY)
        sign_letter(letter_id=letter.pk, authority="وزارة مخترعة", by=by, at=AT + DAY)
        with pytest.raises(LetterDone):
            sign_letter(letter_id=letter.pk, authority="وزارة أخرى", by=by, at=AT + DAY)
        with pytest.raises(InvalidInput):
            letter_sent(letter_id=letter.pk, sent_on=localtime(AT + 9 * DAY).date(), by=by, at=AT + DAY)
        letter_sent(letter_id=letter.pk, sent_on=localtime(AT + DAY).date(), by=by, at=AT + DAY)
        view = open_letter(letter.pk, by=by, at=AT + DAY)

    assert view.authority in view.text
    assert sent.code in view.text
    assert country.supervisor.name_ar in view.text
    assert not view.waits
    assert (view.signed_by, view.signed_at) == (country.supervisor, AT + DAY)
    with acting(country.caseworker):
        stored = bytes(AuthorityLetter.objects.get().text or b"")
    assert "مخترعة".encode() not in stored


def test_a_letter_is_left_with_a_reason_and_then_it_is_over(country: Country, case: Case) -> None:
    _, letter = drafted(country, case)

    with acting(country.supervisor) as by:
        with pytest.raises(InvalidInput):
            leave_letter(letter_id=letter.pk, reason="", by=by, at=AT + DAY)
        leave_letter(letter_id=letter.pk, reason="وصل الرد", by=by, at=AT + DAY)
        with pytest.raises(LetterDone):
            sign_letter(letter_id=letter.pk, authority="جهة", by=by, at=AT + DAY)
        assert [row for row in awaiting(by=by, at=AT + DAY) if row.kind == "authority_letter"] == []
    tick(24 * 30)
    assert LedgerEntry.objects.filter(kind="letter.drafted").count() == 1


def test_a_letter_that_nobody_signs_is_late_too(country: Country, case: Case) -> None:
    drafted(country, case)

    tick(24 * 5)

    with acting(country.caseworker) as by:
        assert "authority_letter_late" in [row.kind for row in notices(by=by)]


def test_the_suspects_workplace_sees_nothing_and_the_other_inbox_knows_why(
    country: Country, case: Case
) -> None:
    with pytest.raises(NoOtherInbox):
        referred(country, case, suspect_works_there=True)
    oversight = make_agency()
    officer = make_worker(oversight, Role.DUTY_OFFICER)
    set_route(agency_code=country.police.code, alternative_code=oversight.code, national_contact_point=None)

    sent = referred(country, case, suspect_works_there=True)

    with acting(officer) as by:
        packet = {line.field: line.text for line in open_referral(sent.pk, by=by, at=AT).packet}
    with acting(country.duty) as by:
        assert Referral.objects.count() == Access.objects.filter(record_id=sent.record_id).count() == 0
        assert notices(by=by) == []
        with pytest.raises(NotFound):
            open_referral(sent.pk, by=by, at=AT)
    assert packet["workplace"] == str(country.police)
    with pytest.raises(SuspectWorksThere):
        referred(country, case, purpose=Purpose.OTHER)


def test_the_workplace_is_no_field_that_somebody_ticks(country: Country, case: Case) -> None:
    with pytest.raises(InvalidInput):
        referred(country, case, packet=[PacketField.WORKPLACE])


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"purpose": Purpose.FOREIGN, "country": "FR"}, "to_agency"),
        ({"purpose": Purpose.FOREIGN, "country": ""}, "country"),
        ({"purpose": Purpose.FOREIGN, "country": "F1"}, "country"),
        ({"country": "FR"}, "country"),
    ],
)
def test_a_foreign_request_names_a_country_and_goes_to_the_contact_point(
    country: Country, case: Case, changes: dict[str, object], path: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        referred(country, case, **changes)

    assert refused.value.path == path


def test_the_national_contact_point_takes_a_foreign_request(country: Country, case: Case) -> None:
    set_route(agency_code=country.police.code, alternative_code=None, national_contact_point=True)

    sent = referred(country, case, purpose=Purpose.FOREIGN, country="fr")

    assert sent.country == "FR"


def test_a_route_to_nowhere_or_to_itself_is_refused(country: Country) -> None:
    with pytest.raises(NotFound):
        set_route(agency_code="nobody", alternative_code=None, national_contact_point=True)
    with pytest.raises(InvalidInput):
        set_route(
            agency_code=country.police.code, alternative_code=country.police.code, national_contact_point=None
        )


def test_the_old_lead_becomes_a_partner_who_writes_and_no_longer_shares(country: Country, case: Case) -> None:
    # `started_case` has handed the case of the hotline to social protection.
    with acting(country.triage) as by:
        levels = {row.agency.id: row.level for row in access_of(case.record_id)}
        assert open_case(case.pk, by=by, at=AT).head.lead == country.social
        with pytest.raises((Refused, DatabaseError)), transaction.atomic():
            add_partner(case_id=case.pk, agency_id=country.police.id, level="read", by=by, at=AT)  # type: ignore[arg-type]
    assert levels == {country.hotline.id: "write", country.social.id: "lead"}


def test_nobody_steps_down_from_a_record_that_no_other_agency_leads(country: Country) -> None:
    case = started_case(country, social_leads=False)

    with (
        acting(country.triage),
        pytest.raises(DatabaseError, match="never stays without"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT house.step_down(%s)", [case.record_id])


def test_what_the_pack_says_about_a_filed_submission_begins_when_it_is_filed(
    country: Country, case: Case
) -> None:
    writer = make_worker(country.social, Role.COURT_WRITER)

    with worker_scope(writer.id) as by:
        note_court_filed(
            SubmissionFiled(
                submission_id=uuid7(), record_id=case.record_id, case_id=case.pk, case_record_id=case.record_id,
                court_id=country.police.id, at=AT + DAY,
            )
        )  # fmt: skip
        (event,) = TrackEvent.objects.all()
        started = Step.objects.filter(case_record_id=case.record_id, started_at=AT + DAY)
        titles = set(started.values_list("title", flat=True))

    assert (event.code, str(by.id)) == ("court_filed", str(writer.id))
    assert titles


def test_an_acceptance_ends_the_silence_before_a_letter(country: Country, case: Case) -> None:
    sent = referred(country, case)
    with acting(country.duty) as by:
        accept_referral(referral_id=sent.pk, by=by, at=AT + HOUR)

    tick(20)

    with acting(country.caseworker):
        assert AuthorityLetter.objects.count() == 0
    assert clock(country, sent, DeadlineKind.REFERRAL_ANSWER) is None


_LINK = "INSERT INTO jointwork_answerlink (id, record_id, referral_id, way, token_hash, code_seed, issued_at, issued_by_id, ends_at, wrong_codes, ended_at) VALUES (gen_random_uuid(), {record}, {referral}, {way}, {token}, gen_random_uuid(), now(), {worker}, now() + {holds}, {wrong}, NULL)"
_LINK_PARTS = {
    "way": "'link'",
    "token": "'\\x01'",
    "worker": "{me}",
    "holds": "interval '1 day'",
    "wrong": "0",
}


def _link(**changes: str) -> str:
    text = _LINK
    for name, value in {**_LINK_PARTS, **changes}.items():
        text = text.replace("{" + name + "}", value)
    return text


_QUESTION = "INSERT INTO jointwork_referralquestion (id, record_id, referral_id, question, asked_at, answered_at) VALUES (gen_random_uuid(), {record}, {referral}, '\\x01', now(), %s)"
_ACT = "INSERT INTO jointwork_outsideact (id, record_id, referral_id, way, did, at, name, post, entered_by_id) VALUES (gen_random_uuid(), {record}, {referral}, %s, 'opened', now(), %s, '\\x01', NULL)"
_PART = "INSERT INTO jointwork_outcomepart (id, record_id, referral_id, text, given_at, is_last) VALUES (gen_random_uuid(), {record}, {referral}, '\\x01', now(), true)"
_CALL = "INSERT INTO jointwork_hookcall (id, record_id, referral_id, agency_id, code, level, due_at, queued_at, attempts, sent_at, failed_at, why) VALUES (gen_random_uuid(), {record}, {referral}, {agency}, 'F', 2, now(), now(), 0, now(), now(), '')"
_HOOK = "INSERT INTO jointwork_agencyhook (id, agency_id, name, url, secret, issued_at) VALUES (gen_random_uuid(), {agency}, left(gen_random_uuid()::text, 20), 'x', '\\x01', now())"
_TAKEN = "INSERT INTO jointwork_hookanswer (id, agency_id, call_id, body_hash, at) VALUES (gen_random_uuid(), {agency}, 'one', '\\x01', now())"
_LETTER = "INSERT INTO jointwork_authorityletter (id, record_id, referral_id, agency_id, drafted_at, due_at, {columns}) VALUES (gen_random_uuid(), {record}, {referral}, {agency}, now(), now(), {values})"
_ROUTE = "INSERT INTO jointwork_agencyroute (id, agency_id, alternative_id, national_contact_point, has_webhook) VALUES (gen_random_uuid(), {agency}, {agency}, false, false)"
_REFUSED: dict[str, list[str]] = {
    "jointwork_question_open_once": [_QUESTION % "NULL"] * 2,
    "jointwork_question_answered_by_somebody": [_QUESTION % "now()"],
    "jointwork_part_last_once": [_PART] * 2,
    "jointwork_link_open_once": [_link(), _link(token="'\\x02'")],
    "jointwork_link_ends_after_it_begins": [_link(holds="interval '-1 day'")],
    "jointwork_link_has_a_token": [_link(token="NULL")],
    "jointwork_link_wrong_codes": [_link(wrong="5")],
    "jointwork_outside_is_named": [_ACT % ("'link'", "NULL")],
    "jointwork_outside_paper_entered_by": [_ACT % ("'paper'", "'\\x01'")],
    "jointwork_letter_open_once": [_LETTER.replace("{columns}", "left_reason").replace("{values}", "NULL")]
    * 2,
    "jointwork_letter_signed_by_somebody": [
        _LETTER.replace("{columns}", "signed_at").replace("{values}", "now()")
    ],
    "jointwork_letter_sent_when_signed": [
        _LETTER.replace("{columns}", "sent_on, sent_by_id").replace("{values}", "now()::date, {me}")
    ],
    "jointwork_letter_left_with_reason": [
        _LETTER.replace("{columns}", "left_at").replace("{values}", "now()")
    ],
    "jointwork_route_another": [_ROUTE],
    "jointwork_hook_open_once": [_HOOK] * 2,
    "jointwork_call_one_end": [_CALL],
    "jointwork_hookanswer_once": [_TAKEN] * 2,
    "jointwork_referral_foreign_country": [
        "UPDATE jointwork_referral SET country = 'FR' WHERE id = {referral}"
    ],
}


def test_the_database_refuses_what_makes_no_sense(country: Country, case: Case) -> None:
    from django.db import connections

    sent = referred(country, case, to_agency_id=without_desk().id)
    values = {
        "{record}": f"'{sent.record_id}'", "{referral}": f"'{sent.pk}'", "{me}": f"'{country.caseworker.id}'",
        "{agency}": f"'{country.social.id}'",
    }  # fmt: skip
    passed: list[str] = []

    for name, statements in _REFUSED.items():
        keeper: Callable[[], object] = connections["keeper"].cursor
        try:
            with transaction.atomic(using="keeper"), keeper() as cursor:  # type: ignore[attr-defined]
                for statement in statements:
                    for part, value in values.items():
                        statement = statement.replace(part, value)  # noqa: PLW2901
                    cursor.execute(statement)
                transaction.set_rollback(True, using="keeper")
            passed.append(name)
        except IntegrityError as refused:
            if name not in str(refused):
                passed.append(f"{name}: {refused}")

    assert passed == []
