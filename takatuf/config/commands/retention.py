"""`takatuf retention`: what is due, erasing what two persons approved, and the list that keeps the erased erased."""

from pathlib import Path

from takatuf.agencies.queries import agencies
from takatuf.config.commands.copies.erased import replay_erased, write_erased
from takatuf.config.commands.work import seal_everything
from takatuf.keeping.actions import carry_out, list_due
from takatuf.keeping.queries import every_erasure, times
from takatuf.kernel.clock import now


def due() -> int:
    """List what has become due now, and print every open line: no person and no word of a record is in it."""
    new = list_due(at=now())
    codes = {agency.id: agency.code for agency in agencies()}
    for row in every_erasure():
        day = row.due_on.isoformat() if row.due_on else "asked for"
        print(f"{row.code:<38} {row.kind:<7} {codes[row.agency_id]:<16} {day:<11} {row.standing}")
    known = times()
    years = ", ".join(f"{time.kind} {time.years} years" for time in known.times.values())
    print(
        f"{new} new. Keeping times, version {known.version}: {years}. Two persons approve on the page /desk/keeping/."
    )
    return 0


def run() -> int:
    """Erase now what two persons approved and whose days of waiting are over."""
    erased = carry_out(at=now())
    seal_everything()
    print(f"Erased: {erased}. What stands against the others says `takatuf retention due`.")
    if erased:
        print(
            "Make a copy now (`takatuf backup`): its list keeps them erased when an older one is brought back."
        )
    return 0


def write_list(file: str) -> int:
    """Write the list of everything that was erased."""
    count = write_erased(Path(file).absolute())
    print(f"{count} erased records are in {file}: numbers that lead to nobody.")
    return 0


def replay(file: str) -> int:
    """Erase again what an older copy brought back."""
    count = replay_erased(Path(file))
    seal_everything()
    print(f"Erased again: {count}.")
    return 0
