"""Run as a program by test_kill: prepares a house, or sends reports one after another, each until it is acknowledged."""

import json
import os
import sys
import time
from pathlib import Path

LONGEST = 240.0  # seconds after which a sender that nobody stopped ends by itself


def prepare() -> None:
    """Roles, migrations and the demonstration's agencies on the database that runs already."""
    from takatuf.config.commands.serve import ready_database

    with ready_database():
        from takatuf.config.commands.country import make_country
        from takatuf.config.commands.user import new_totp_secret

        make_country(password=new_totp_secret(), totp_secret=new_totp_secret())


def send(name: str, folder: Path) -> None:
    """Send reports until the file `stop` appears; a line with key and answer is written once a report is acknowledged."""
    from takatuf.config.django_setup import load_django

    load_django()
    began, number, failures = time.monotonic(), 0, 0
    with (folder / f"acknowledged-{name}").open("a", encoding="utf-8") as file:
        while not (folder / "stop").exists() and time.monotonic() - began < LONGEST:
            key = f"kill-test-{name}-{number:06}"
            answer = _sent(key, number)
            if answer is None:
                failures += 1
                time.sleep(0.1)
                continue
            file.write(json.dumps({"key": key, "at": time.time(), "failures": failures, **answer}) + "\n")
            file.flush()
            os.fsync(file.fileno())
            number += 1


def _sent(key: str, number: int) -> dict[str, str | bool] | None:
    """What the house answered; None when the database was away, which says nothing about what was stored."""
    from datetime import timedelta

    from django.db import DatabaseError, InterfaceError, connection

    from takatuf.agencies.queries import agency_by_code
    from takatuf.agencies.scope import system_scope
    from takatuf.config.commands.transfer import read_report
    from takatuf.intake.actions import receive_report
    from takatuf.kernel.clock import now

    at = now() - timedelta(days=2 * (number % 2))
    try:
        with system_scope("intake") as by:
            content = read_report(None, received_at=at)
            got = receive_report(content=content, key=key, lead=agency_by_code("centre").id, by=by, at=at)
    except (DatabaseError, InterfaceError):
        connection.close()
        return None
    return {
        "report": str(got.report_id),
        "code": got.code,
        "receipt": str(got.receipt),
        "repeated": got.repeated,
    }


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare()
    else:
        send(sys.argv[2], Path(sys.argv[3]))
