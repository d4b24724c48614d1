"""Files in: one report, or many, by kind."""

import sys
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from django.utils import translation

from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope
from takatuf.exchange.cybertipline import LARGEST, explain, parse_report
from takatuf.intake import flows
from takatuf.intake.actions import receive_report
from takatuf.intake.content import ReportContent
from takatuf.intake.form_json import read_form
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, Refused


class UnknownKind(Refused):
    """A kind of file that cannot be taken in."""


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
    """Take in one file of reports; prints the code of what was received, or what is wrong and where."""
    if kind not in {"cybertipline", "form"}:
        raise UnknownKind(f"There is no kind {kind!r}; there are: cybertipline, form.")
    path = Path(file)
    at = now()
    try:
        content = read_report(path, received_at=at)
    except OSError as error:
        raise UnknownKind(f"The file {file} cannot be read: {error.strerror}.") from error
    except InvalidInput as error:
        print(f"{file}: {sentence_of(error)}", file=sys.stderr)
        return 1
    import hashlib

    key = hashlib.sha256(path.read_bytes()).hexdigest()
    with system_scope("intake") as by:
        received = receive_report(content=content, key=key, lead=agency_by_code("centre").id, by=by, at=at)
    print(f"{received.code}{' (known already)' if received.repeated else ''}")
    return 0
