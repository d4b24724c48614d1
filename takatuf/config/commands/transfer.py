"""Files in: one report, or many, by kind."""

import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.utils import translation
from tqdm import tqdm

from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope
from takatuf.exchange.cybertipline import LARGEST, explain, parse_report
from takatuf.exchange.importing import CannotRead, Item, Source, open_source
from takatuf.intake import flows
from takatuf.intake.actions import Received
from takatuf.intake.bulk import Outcome, receive_reports
from takatuf.intake.content import ReportContent
from takatuf.intake.form_json import read_form
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, Refused

BATCH = 500  # reports stored together
BATCH_BYTES = 8 * 1024 * 1024
SAID_EVERY = 5.0  # seconds


class ImportBroken(Refused):
    """The import ended in its middle; what was taken is stored."""


def read_report(path: Path | None, *, received_at: datetime) -> ReportContent:
    """One report from a file: CyberTipline XML by its first character, else the public form's JSON; without one, a sample.

    Raises InvalidInput with the path of what is wrong.
    """
    data = _beginning(path) if path else files("takatuf.intake").joinpath("samples/parent.json").read_bytes()
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return parse_report(data, received_at=received_at)
    return read_form(data).content


def _beginning(path: Path) -> bytes:
    """As much of a file as any report may have, and one byte: the readers refuse what is longer, of whatever length."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def sentence_of(error: InvalidInput) -> str:
    """What is wrong with a report's file and where, in one English sentence, as the command line speaks."""
    with translation.override("en"):
        if error.path.startswith("$"):
            return f"{error.path}: {flows.explain(error, 'en')}"
        return explain(error)


def import_file(kind: str, file: str) -> int:
    """Take in a file of reports; returns 0 only when every one of them was taken, now or before.

    Reads one report at a time and stores them in batches, so memory stays flat and a run that broke off is run again.
    What is refused is named as it is found: where it stands, the path in it, and a sentence.
    """
    lead = agency_by_code(settings.TAKATUF_INTAKE_AGENCY).id
    source = open_source(kind, Path(file), received_at=now())
    try:
        with _Told(file, source) as told:
            for batch in _batches(source.items):
                told.tell(batch, _taken(batch, lead))
    except OSError as error:
        raise CannotRead(
            f"The file {file} cannot be read: {error.strerror or type(error).__name__}."
        ) from error
    except DatabaseError as error:
        raise ImportBroken(
            f"The database went away after {told.taken + told.known} reports. They are stored; run the same command again."
        ) from error
    if not told.taken + told.known + told.refused:
        raise CannotRead(f"There is no report in {file}.")
    return 1 if told.refused else 0


def _batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    """Up to so many reports, or so many bytes of them, whichever comes first."""
    batch: list[Item] = []
    size = 0
    for item in items:
        batch.append(item)
        size += item.size
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _taken(batch: Sequence[Item], lead: UUID) -> list[Outcome]:
    """The outcome of each report, in their order."""
    incoming = [item.incoming for item in batch if item.incoming is not None]
    stored: Iterator[Outcome] = iter(())
    if incoming:
        with system_scope("intake") as by:
            stored = iter(receive_reports(batch=incoming, lead=lead, by=by, at=now()))
    return [item.error or next(stored) for item in batch]


class _Told:
    """Says how far the import is: a bar on a terminal, a line now and then elsewhere; refusals as they come."""

    def __init__(self, file: str, source: Source) -> None:
        self.taken = self.known = self.refused = 0
        self._file, self._source = file, source
        self._on_terminal = sys.stderr.isatty()
        self._bar = tqdm(
            total=source.total, unit="B", unit_scale=True, disable=not self._on_terminal, leave=False
        )
        self._said_at = time.monotonic()
        self._first = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self._bar.close()
        if problem[0] is None:
            self._sum_up()

    def tell(self, batch: Sequence[Item], outcomes: Sequence[Outcome]) -> None:
        for item, outcome in zip(batch, outcomes, strict=True):
            if not isinstance(outcome, Received):
                self._refuse(item, outcome)
                continue
            self.known += outcome.repeated
            self.taken += not outcome.repeated
            self._first = self._first or f"{outcome.code}{' (known already)' if outcome.repeated else ''}"
        self._bar.update(batch[-1].done - self._bar.n)
        if not self._on_terminal and time.monotonic() - self._said_at >= SAID_EVERY:
            self._said_at = time.monotonic()
            percent = min(100, 100 * batch[-1].done // max(1, self._source.total))
            print(f"{percent} % read: {self._counts()}", file=sys.stderr, flush=True)

    def _refuse(self, item: Item, refusal: Refused) -> None:
        if not self.refused and self._source.several:
            self._write(f"{'Where':<24}  What is wrong")
        self.refused += 1
        sentence = sentence_of(refusal) if isinstance(refusal, InvalidInput) else str(refusal)
        place = item.place if self._source.several else f"{self._file}:"
        self._write(f"{place:<24}  {sentence}" if self._source.several else f"{place} {sentence}")

    def _write(self, line: str) -> None:
        # Names of files and cells come from outside: what a terminal would take for a command is not shown.
        safe = "".join(letter if letter.isprintable() else "?" for letter in line)
        safe = safe.encode("utf-8", "replace").decode()
        self._bar.clear()
        print(safe, file=sys.stderr)

    def _counts(self) -> str:
        return f"{self.taken} taken, {self.known} known already, {self.refused} refused."

    def _sum_up(self) -> None:
        if self._source.several and self.taken + self.known + self.refused:
            print(self._counts())
        elif self._first:
            print(self._first)
