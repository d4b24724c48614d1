"""National calendars, read from data files once for each process."""

from collections.abc import Iterator
from datetime import date, time
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import yaml
from django.conf import settings
from hijridate import Gregorian, Hijri

from takatuf.clocks.rules import Calendar
from takatuf.kernel.errors import NotFound

_FOLDER = Path(__file__).parent
_YEARS = range(2020, 2051)
_RAMADAN = 9
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _national(country: str, subdivision: str | None) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=subdivision, years=_YEARS)


def calendar(code: str = "") -> Calendar:
    """The calendar of a country, by the code of its file; by default of the country that this house serves. Raises NotFound."""
    return _calendar(code or settings.TAKATUF_COUNTRY)


@lru_cache
def _calendar(code: str) -> Calendar:
    path = _FOLDER / f"{code.lower()}.yaml"
    if not path.is_relative_to(_FOLDER) or not path.exists():
        raise NotFound(f"No calendar has the code {code}.")
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    closed = set(_national(data["national_holidays"], data.get("subdivision")))
    closed |= {date.fromisoformat(day) for day in data["extra_holidays"]}
    closed -= {date.fromisoformat(day) for day in data["removed_holidays"]}
    ramadan = data.get("ramadan")
    short = (
        {
            "short_opens": time.fromisoformat(ramadan["opens"]),
            "short_closes": time.fromisoformat(ramadan["closes"]),
        }
        if ramadan
        else {}
    )
    return Calendar(
        code=data["code"],
        zone=ZoneInfo(data["timezone"]),
        weekdays=frozenset(_WEEKDAYS.index(day) for day in data["working_days"]),
        opens=time.fromisoformat(data["opens"]),
        closes=time.fromisoformat(data["closes"]),
        holidays=frozenset(closed),
        short_days=frozenset(_days_of_ramadan()) if ramadan else frozenset(),
        **short,
    )


def _days_of_ramadan() -> Iterator[date]:
    """Every day of Ramadan in the years that are known, by the Umm al-Qura calendar."""
    first, last = (Gregorian(year, 1, 1).to_hijri().year for year in (_YEARS.start, _YEARS.stop))
    for year in range(first, last):
        for day in range(1, Hijri(year, _RAMADAN, 1).month_length() + 1):
            yield Hijri(year, _RAMADAN, day).to_gregorian()
