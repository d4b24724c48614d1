"""Files in: one report, or many, by kind."""

import sys
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope
from takatuf.exchange.cybertipline import explain, parse_report
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
    data = path.read_bytes() if path else files("takatuf.intake").joinpath("samples/parent.json").read_bytes()
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return parse_report(data, received_at=received_at)
    return read_form(data).content


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
        print(f"{file}: {explain(error)}", file=sys.stderr)
        return 1
    import hashlib

    key = hashlib.sha256(path.read_bytes()).hexdigest()
    with system_scope("intake") as by:
        received = receive_report(content=content, key=key, lead=agency_by_code("centre").id, by=by, at=at)
    print(f"{received.code}{' (known already)' if received.repeated else ''}")
    return 0
