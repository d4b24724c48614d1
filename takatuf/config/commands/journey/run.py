"""Walks one report through the house, prints each step with its time, and leaves its three files."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from takatuf.kernel.errors import InvalidInput, Refused


class CannotWalk(Refused):
    """The journey cannot begin: the sentence says why."""


@contextmanager
def _own_house(report: Path | None) -> Iterator[None]:
    """A home, keys and an embedded database that exist for this journey only."""
    root = Path(tempfile.mkdtemp(prefix="tk-journey-"))
    root.chmod(0o711)  # the database's own user must reach its folder below
    kept = {
        name: os.environ.pop(name, None)
        for name in ("DATABASE_URL", "DATABASE_KEEPER_URL", "DATABASE_ADMIN_URL")
    }
    os.environ.update(
        TAKATUF_HOME=str(root / "home"),
        TAKATUF_KEYS=str(root / "keys"),
        TAKATUF_MODE="demo",
        TAKATUF_DATABASE_NAME="takatuf",
    )
    from takatuf.config.commands.serve import ready_database

    try:
        _refuse_bad_report(report)
        with ready_database():
            yield
    finally:
        shutil.rmtree(root, ignore_errors=True)
        os.environ.update({name: value for name, value in kept.items() if value is not None})


def _refuse_bad_report(path: Path | None) -> None:
    """Read the report before a database is made for it."""
    from takatuf.config.django_setup import load_django

    load_django()
    from takatuf.config.commands.transfer import read_report, sentence_of
    from takatuf.kernel.clock import now

    try:
        read_report(path, received_at=now())
    except InvalidInput as error:
        raise CannotWalk(f"{path}: {sentence_of(error)}") from error


def _end(number: int, frame: FrameType | None) -> NoReturn:
    """On SIGTERM end as an exception does, so that the database of this journey is stopped and its folder removed."""
    del frame
    raise SystemExit(128 + number)


def journey(*, report: str | None, out: str) -> int:
    """Run the whole way; DIR gets `submission.pdf`, `proof.json`, `journey.json` and `ledger.pub`.

    Raises CannotWalk for a report that cannot be read or a folder that cannot be made, and whatever a room refuses, by name.
    """
    directory = Path(out)
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWalk(f"{out} cannot be the folder of the journey: {error.strerror}.") from error
    path = Path(report).resolve() if report else None
    if path is not None and not path.is_file():
        raise CannotWalk(f"There is no report file {path}.")
    started = time.perf_counter()
    signal.signal(signal.SIGTERM, _end)
    with _own_house(path):
        from takatuf.config.commands.journey.walk import Walk

        walk = Walk(directory.resolve(), path)
        walk.all_steps()
        walk.leave_files()
    print(f"The whole way took {time.perf_counter() - started:.1f} s; the files are in {directory}.")
    return 0
