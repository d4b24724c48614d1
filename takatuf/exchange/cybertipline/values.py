"""The plain values of the wire format: what may be written, and what it means."""

import re
from datetime import UTC, date, datetime, timedelta

from takatuf.exchange.cybertipline.table import Table

CLOCK_DRIFT = timedelta(minutes=5)  # a sender's clock may run ahead by this much
_WHOLE = re.compile(r"[+-]?[0-9]+")
_DOUBLE = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN")
_ZONE = r"(Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})" + _ZONE)
_DATE_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?" + _ZONE,
)
_RANGES = {
    "int": (-(2**31), 2**31 - 1),
    "long": (-(2**63), 2**63 - 1),
    "age": (0, 150),
    "port": (1, 65535),
}
_SPACE = " \t\r\n"


def problem_with(text: str, kind: str, *, table: Table, received_at: datetime) -> str:
    """The code of what is wrong with a value of this kind, or an empty string."""
    if kind in table.enumerations:
        return "" if text in table.enumerations[kind] else "not_one_of"
    if kind in table.patterns:
        return "" if table.patterns[kind].fullmatch(text) else "wrong_shape"
    if kind in ("pastDateTime", "dateTime"):
        return _time_problem(text, kind, received_at)
    if kind in _RANGES:
        return _number_problem(text, kind)
    return _plain_problem(text, kind, received_at)


def read_time(text: str) -> datetime | None:
    """An xs:dateTime as an aware time in UTC, or None where the text is none or names no zone."""
    match = _DATE_TIME.fullmatch(text.strip(_SPACE))
    if not match:
        return None
    day, clock, fraction, zone = match.groups()
    next_day = clock == "24:00:00"
    clock = "00:00:00" if next_day else clock
    try:
        read = datetime.fromisoformat(f"{day}T{clock}{_micro(fraction)}{zone or ''}")
        read += timedelta(days=1 if next_day else 0)
        return read.astimezone(UTC) if read.tzinfo else None
    except (ValueError, OverflowError):
        return None


def read_date(text: str) -> date | None:
    """An xs:date without its zone, or None."""
    match = _DATE.fullmatch(text.strip(_SPACE))
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def read_bool(text: str) -> bool:
    return text.strip(_SPACE) in ("true", "1")


def _plain_problem(text: str, kind: str, received_at: datetime) -> str:
    stripped = text.strip(_SPACE)
    if kind == "boolean":
        return "" if stripped in ("true", "false", "1", "0") else "not_boolean"
    if kind == "flag":  # an empty flag counts as set, as in the schema
        return "" if text == "" or stripped in ("true", "1") else "flag_only_true"
    if kind == "double":
        return "" if _DOUBLE.fullmatch(stripped) else "not_number"
    if kind == "pastDate":
        day = read_date(stripped)
        return (
            "not_date"
            if day is None
            else ("in_future" if day > received_at.date() + timedelta(days=1) else "")
        )
    if kind == "filled":
        return "" if stripped else "blank"
    return ""


def _number_problem(text: str, kind: str) -> str:
    stripped = text.strip(_SPACE)
    if not _WHOLE.fullmatch(stripped) or len(stripped) > 30:
        return "not_whole_number"
    low, high = _RANGES[kind]
    return "" if low <= int(stripped) <= high else "out_of_range"


def _time_problem(text: str, kind: str, received_at: datetime) -> str:
    stripped = text.strip(_SPACE)
    match = _DATE_TIME.fullmatch(stripped)
    zone = match[4] if match else None
    if not match or read_time(stripped if zone else stripped + "Z") is None:
        return "not_time"
    if kind == "dateTime":
        return ""
    if not zone:
        return "zone_missing"
    read = read_time(stripped)
    return "in_future" if read and read > received_at + CLOCK_DRIFT else ""


def _micro(fraction: str | None) -> str:
    return f".{fraction[1:7]:0<6}" if fraction else ""
