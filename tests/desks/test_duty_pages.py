"""The pages of the rota, of urgent calls and of the handover, by the test client."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from takatuf.agencies.models import Agency
from takatuf.agencies.queries import agency_by_code
from takatuf.clocks.duty.models import DutyChange, DutyShift, Handover, Ring
from takatuf.clocks.duty.queries import handover_due
from takatuf.config.commands.country import make_country, make_rota
from takatuf.intake.actions import write_as_reporter
from takatuf.intake.content import Signals
from takatuf.jointwork.actions import LegalBasis, Purpose, refer_case
from takatuf.kernel.clock import now
from tests.clocks.duty import the_clock_strikes
from tests.desks.people import PASSWORD, SECRET, send_report, sign_in, worker_named
from tests.desks.situations import acting_as, new_case

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def country(house: None) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)
    make_rota(at=now())


def _text(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_rota_page_says_who_is_on_duty_and_that_no_hour_is_empty(country: None) -> None:
    text = _text(sign_in("noura"), "desks:duty")

    assert "المناوبون الآن" in text
    assert "لكل ساعة من 14 يوماً قادماً مناوب أول." in text


def test_shifts_that_end_leave_gaps_that_are_said_in_words(country: None) -> None:
    client = sign_in("khalid")
    with acting_as("khalid"):
        shifts = list(
            DutyShift.objects.filter(worker_id=worker_named("mona").id).values_list("pk", flat=True)
        )

    for shift in shifts:
        client.post(reverse("desks:duty_shift_end", args=[shift]))

    assert "لا يوجد مناوب أول في هذه الأوقات" in _text(client, "desks:duty")


def test_a_shift_leader_adds_a_shift_and_swaps_one_in_arabic_digits(country: None) -> None:
    client, mona = sign_in("khalid"), str(worker_named("mona").id)

    added = client.post(reverse("desks:duty_shift_add"), {
        "shift-worker": mona, "shift-place": "second", "shift-weekdays": ["4", "5"], "shift-starts": "08:00", "shift-ends": "08:00",
        "shift-from_on": "2026-11-27",
    })  # fmt: skip
    swapped = client.post(reverse("desks:duty_change_add"), {
        "change-worker": mona, "change-place": "first", "change-starts_on": "٢٠٢٦-١٢-٠١", "change-starts": "23:00",
        "change-ends_on": "2026-12-02", "change-ends": "07:00",
    })  # fmt: skip

    assert (added.status_code, swapped.status_code) == (302, 302)
    with acting_as("khalid"):
        assert DutyShift.objects.filter(worker_id=mona, place="second").count() == 2
        assert DutyChange.objects.get().worker_id == worker_named("mona").id


def test_a_form_that_is_not_whole_says_what_is_missing_and_writes_nothing(country: None) -> None:
    answer = sign_in("khalid").post(reverse("desks:duty_shift_add"), {"shift-place": "first"})

    assert answer.status_code == 200
    assert "اختر الشخص." in answer.content.decode()


def test_the_desk_shows_the_urgent_call_on_top_until_somebody_accepts(country: None) -> None:
    send_report(at=now() - timedelta(minutes=2))
    the_clock_strikes(now())
    client = sign_in("noura")
    before = _text(client, "desks:awaiting")
    with acting_as("noura"):
        ring = Ring.objects.get()
    client.post(reverse("desks:ring_accept", args=[ring.pk]))

    after = _text(client, "desks:awaiting")

    assert "نداء عاجل مستمر: لم يقبله أحد بعد" in before
    assert "نداء عاجل مستمر: لم يقبله أحد بعد" not in after
    assert client.post(reverse("desks:ring_accept", args=[ring.pk])).status_code == 409


def test_an_acceptance_by_telephone_is_a_name_and_a_button(country: None) -> None:
    send_report(at=now() - timedelta(minutes=2))
    the_clock_strikes(now())
    with acting_as("noura"):
        ring = Ring.objects.get()
    client = sign_in("noura")

    client.post(
        reverse("desks:ring_by_phone", args=[ring.pk]), {"phone-worker": str(worker_named("khalid").id)}
    )

    assert "قُبل النداء العاجل: خالد" in _text(client, "desks:ring", ring.pk)


def test_handing_over_asks_for_a_note_on_each_urgent_line_and_keeps_what_was_typed(country: None) -> None:
    send_report(at=now() - timedelta(minutes=2))
    client = sign_in("khalid")

    refused = client.post(reverse("desks:handover_sign"), {})
    signed = client.post(reverse("desks:handover_sign"), {"out-for_all": "اتصلنا بالشرطة."})

    assert "اكتب ما اتُّفق عليه هنا" in refused.content.decode()
    assert signed.status_code == 302
    text = _text(sign_in("mona"), "desks:handover")
    assert "اتصلنا بالشرطة." in text
    assert "أتسلّم هذه القائمة" in text
    assert "أتسلّم هذه القائمة" not in _text(client, "desks:handover")


def test_danger_said_in_a_message_stands_first_on_the_desk_and_is_handed_over(country: None) -> None:
    received = send_report(
        "طفل يبيع المناديل.",
        signals=Signals(child_age=15, child_reachable=True, danger_now=False),
        account="",
    )
    receipt = received.receipt.words("ar")
    write_as_reporter(receipt_text=receipt, text="كلمات قبل ذلك", at=now())
    write_as_reporter(receipt_text=receipt, text="هو عند الباب", at=now(), danger=True)
    client = sign_in("khalid")

    desk, handover = _text(client, "desks:awaiting"), _text(client, "desks:handover")
    report = client.get(reverse("desks:report", args=[received.report_id])).content.decode()

    said = "يقول المبلِّغ إن هناك خطراً الآن. اقرأ رسالته"
    assert desk.count(said) == 1
    assert said in handover
    assert "اقرأ رسالة المبلّغ" not in desk
    assert "يقول المبلِّغ: خطر الآن" in report


def test_what_came_in_between_the_two_signatures_is_shown_before_the_second(country: None) -> None:
    sign_in("khalid").post(reverse("desks:handover_sign"), {"out-for_all": "لا جديد."})
    mona = sign_in("mona")
    send_report(at=now())

    stopped = mona.post(reverse("desks:handover_take"), {"seen": ""})
    with acting_as("mona") as by:
        assert handover_due(by=by) is not None
    keys = stopped.content.decode().split('name="seen" value="')[1].split('"')[0]
    taken = mona.post(reverse("desks:handover_take"), {"seen": keys})

    assert "ورد جديد وأنت تقرأ" in stopped.content.decode()
    assert taken.status_code == 302
    with acting_as("mona"):
        row = Handover.objects.get()
    assert "ورد بين التوقيعين" in _text(mona, "desks:handover_past", row.pk)


def test_an_urgent_referral_to_an_agency_without_accounts_is_on_the_page_with_a_call_and_a_letter(
    country: None,
) -> None:
    Agency.objects.using("keeper").filter(code="health").update(uses_system=False)
    case_id = new_case(level=1)
    with acting_as("huda") as by:
        refer_case(
            case_id=case_id, to_agency_id=agency_by_code("health").id, purpose=Purpose.HEALTH, legal_basis=LegalBasis.LAW_DUTY,
            packet=["child_age", "request"], request="فحص عاجل.", by=by, at=now(),
        )  # fmt: skip
    the_clock_strikes(now())

    text = _text(sign_in("huda"), "desks:handover")

    assert "لا حساب لهذه الجهة: اتصل بها وسجّل الرد" in text
    assert "خطاب مطبوع إلى" in text
