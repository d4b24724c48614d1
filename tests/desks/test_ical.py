"""The file of hearings: whole lines, times in UTC, and nothing about anybody."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from takatuf.desks.ical import calendar_file

AT = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def test_a_hearing_is_one_event_in_universal_time() -> None:
    local = datetime(2026, 12, 3, 10, 30, tzinfo=ZoneInfo("Asia/Riyadh"))

    text = calendar_file(
        [(UUID(int=7), local)], title="جلسة، والتفاصيل بعد الدخول", url="http://here/", at=AT
    )

    assert "DTSTART:20261203T073000Z" in text
    assert "DTEND:20261203T083000Z" in text
    assert text.count("BEGIN:VEVENT") == 1
    assert text.endswith("END:VCALENDAR\r\n")


def test_long_lines_are_folded_within_75_octets_and_come_back_whole() -> None:
    title = "جلسة أمام المحكمة والتفاصيل كلها بعد تسجيل الدخول إلى النظام لا قبله"

    text = calendar_file([(UUID(int=7), AT)], title=title, url="http://here/", at=AT)

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert f"SUMMARY:{title}" in text.replace("\r\n ", "")


def test_no_hearing_is_an_empty_calendar() -> None:
    assert "VEVENT" not in calendar_file([], title="", url="", at=AT)
