"""Reports in the shape of the CyberTipline API: read, checked against our own table, and written."""

from datetime import datetime
from typing import BinaryIO

from takatuf.exchange.cybertipline.checking import problems
from takatuf.exchange.cybertipline.mapping import DIRECTION_MARKS, content_of
from takatuf.exchange.cybertipline.reading import LARGEST, read_document
from takatuf.exchange.cybertipline.sentences import explain
from takatuf.exchange.cybertipline.writing import write_report
from takatuf.intake.content import ReportContent
from takatuf.kernel.errors import InvalidInput

__all__ = ["DIRECTION_MARKS", "LARGEST", "explain", "find_problems", "parse_report", "write_report"]


def parse_report(data: bytes | BinaryIO, *, received_at: datetime) -> ReportContent:
    """Read one `<report>` document, UTF-8, at most `LARGEST` bytes, into the canonical content.

    Raises InvalidInput naming the first problem: an XPath-like `path` ("/report/victim[2]/victimPerson/age"), a `code`
    and `params`; `explain` makes a sentence of it. Annotations newer than our table are kept; any other unknown
    element is an error. Source: field/reporting.md 4.3 and 4.5.
    """
    root = read_document(data)
    for problem in problems(root, received_at=received_at):
        raise problem
    return content_of(root, received_at=received_at)


def find_problems(data: bytes | BinaryIO, *, received_at: datetime) -> list[InvalidInput]:
    """All problems of a document at once, for a dry run; an empty list means that `parse_report` would take it."""
    try:
        return list(problems(read_document(data), received_at=received_at))
    except InvalidInput as error:
        return [error]
