"""Hearings as an iCalendar file (RFC 5545) without content: when, and where to read more after signing in; nothing else."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

LENGTH = timedelta(hours=1)


def calendar_file(events: Iterable[tuple[UUID, datetime]], *, title: str, url: str, at: datetime) -> str:
    """One event for each hearing. A calendar is often synchronised to a telephone: no docket, place, child or party."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Takatuf//Hearings//AR", "METHOD:PUBLISH"]
    for id, starts_at in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{id}@takatuf",
            f"DTSTAMP:{_moment(at)}",
            f"DTSTART:{_moment(starts_at)}",
            f"DTEND:{_moment(starts_at + LENGTH)}",
            f"SUMMARY:{_text(title)}",
            f"URL:{url}",
            "CLASS:CONFIDENTIAL",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "\r\n".join([*map(_folded, lines), ""])


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines of at most 75 octets, never cut inside a letter."""
    parts, current = [], ""
    for letter in line:
        if len((current + letter).encode()) > 73:
            parts.append(current)
            current = ""
        current += letter
    return "\r\n ".join([*parts, current])
