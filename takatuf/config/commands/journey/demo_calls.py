"""Calls to the hotline of the demonstration country: one number that calls often, one that stays silent, call-backs that wait."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils.timezone import localtime

from takatuf.agencies.models import Worker
from takatuf.agencies.scope import worker_scope
from takatuf.intake.calls.actions import (
    close_call,
    finish_call,
    record_attempt,
    save_notes,
    send_call,
    start_call,
)
from takatuf.intake.calls.queries import callbacks_due
from takatuf.intake.calls.rules import next_safe_time

OFTEN, SILENT, MOTHER, TEACHER, WITHHELD = "0500000091", "0500000092", "0500000093", "0500000094", ""
SAFE_FROM, SAFE_UNTIL = time(17), time(20)

# How long ago a call came, from which number, and how it ended.
ENDED = (
    (timedelta(hours=150), OFTEN, "advice"),
    (timedelta(hours=98), OFTEN, "repeated"),
    (timedelta(hours=27), OFTEN, "repeated"),
    (timedelta(hours=9, minutes=20), SILENT, "silent"),
    (timedelta(hours=9), SILENT, "silent"),
    (timedelta(hours=5), WITHHELD, "test"),
)


def calls_of_the_hotline(*, at: datetime) -> None:
    """Calls of the last days until `at`, written by the call-taker of the demonstration; nobody waits longer than promised."""
    worker = Worker.objects.get(user__username="amal").pk
    for ago, number, outcome in ENDED:
        with worker_scope(worker) as by:
            call = start_call(number=number, by=by, at=at - ago)
            close_call(call_id=call, outcome=outcome, by=by, at=at - ago + timedelta(minutes=3))
    _write_call(
        worker, MOTHER, at - timedelta(hours=3),
        {
            "words": "ابني يتلقى رسائل من حساب لا نعرفه في لعبة، ويطلب منه أن يخفي الأمر عنا.", "danger": "safe", "who": "parent",
            "about-age": "11", "about-city": "الدمام", "accounts": "falcon_77 في اللعبة", "still": "going_on",
            "now": ["secrecy"], "may_call": "call_back", "contact-careful": "لا يرد إلا أنا، وابني لا يعرف بالاتصال",
            "next": "نعاود الاتصال بعد المغرب", "back_from": f"{SAFE_FROM:%H:%M}", "back_until": f"{SAFE_UNTIL:%H:%M}",
            "back_due": _typed(next_safe_time(localtime(at + timedelta(minutes=50)), SAFE_FROM, SAFE_UNTIL)),
        },
    )  # fmt: skip
    tried = _write_call(
        worker, TEACHER, at - timedelta(minutes=70),
        {
            "words": "طالبة تغيبت أسبوعاً وقالت زميلتها إنها تعمل في بيت أقارب.", "danger": "safe", "who": "professional",
            "about-age": "13", "about-city": "أبها", "now": ["work"], "may_call": "call_back",
            "contact-careful": "رقم المدرسة، يرد المرشد", "back_message": "yes", "back_due": _typed(localtime(at - timedelta(minutes=25))),
        },
    )  # fmt: skip
    with worker_scope(worker) as by:
        [back] = [row.id for row in callbacks_due(by=by, at=at) if row.call_id == tried]
        record_attempt(call_back_id=back, result="no_answer", by=by, at=at - timedelta(minutes=20))
    _write_call(
        worker, OFTEN, at - timedelta(minutes=40),
        {
            "words": "تتصل كل يومين وتسأل عن جارها الصغير الذي يبيع عند الإشارة مساءً.", "danger": "safe", "who": "bystander",
            "about-age": "9", "about-city": "جدة", "still": "going_on", "now": ["work"], "may_call": "never",
        },
    )  # fmt: skip


def _typed(local: datetime) -> str:
    """As the browser sends a moment."""
    return f"{local:%Y-%m-%dT%H:%M}"


def _write_call(worker: UUID, number: str, at: datetime, values: Mapping[str, str | list[str]]) -> UUID:
    """A call that became a report; its receipt was spoken."""
    with worker_scope(worker) as by:
        call = start_call(number=number, by=by, at=at)
        save_notes(call_id=call, number=number, values=values, by=by, at=at + timedelta(minutes=4))
        send_call(call_id=call, by=by, at=at + timedelta(minutes=6))
    with worker_scope(worker) as by:
        finish_call(call_id=call, by=by, at=at + timedelta(minutes=8))
    return call
