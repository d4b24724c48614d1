"""National calendars, read from data files once for each process."""

from datetime import date, time
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import yaml

from takatuf.clocks.rules import Calendar
from takatuf.kernel.errors import NotFound

_FOLDER = Path(__file__).parent
_YEARS = range(2020, 2051)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@lru_cache
def calendar(code: str = "SA") -> Calendar:
    """The calendar of a country, by the code of its file. Raises NotFound."""
    path = _FOLDER / f"{code.lower()}.yaml"
    if not path.is_relative_to(_FOLDER) or not path.exists():
        raise NotFound(f"No calendar has the code {code}.")
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    closed = set(holidays.country_holidays(data["national_holidays"], years=_YEARS))
    closed |= {date.fromisoformat(day) for day in data["extra_holidays"]}
    closed -= {date.fromisoformat(day) for day in data["removed_holidays"]}
    return Calendar(
        code=data["code"],
        zone=ZoneInfo(data["timezone"]),
        weekdays=frozenset(_WEEKDAYS.index(day) for day in data["working_days"]),
        opens=time.fromisoformat(data["opens"]),
        closes=time.fromisoformat(data["closes"]),
        holidays=frozenset(closed),
    )
