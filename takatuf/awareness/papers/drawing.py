"""Draws cards, posters, sheets of questions and certificates; the same sheet is drawn once and kept while the process lives."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import qrcode

from takatuf.kernel.errors import Refused
from takatuf.web.printing import NotDrawn, draw_pdf

FORMS = ("card", "poster")
_HERE = Path(__file__).parent
_DRAWN_AT = datetime.fromtimestamp(
    1_780_000_000, UTC
)  # a fixed time in the file, so that the same sheet is the same file


class CannotDraw(Refused):
    """The sheet could not be drawn; the sentence is for an administrator's log."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a card or a poster; `code` is empty where it belongs to no campaign."""

    language: str
    title: str
    lines: tuple[str, ...]
    address: str
    code: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on paper with the answers to tick."""

    text: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionSheet:
    """The short questions of a lesson at one moment, for a class without telephones; `help` says who helps."""

    language: str
    title: str
    moment: str
    questions: tuple[Asked, ...]
    help: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """What stands on a certificate. A group of children is a number; no child has a name here."""

    language: str
    name: str = field(repr=False)
    people: int
    title: str
    day: str
    agency: str
    sessions: int


@lru_cache(maxsize=128)
def draw(sheet: Sheet, form: str) -> bytes:
    """The sheet as a PDF: a poster of A4, or a sheet of eight cards. Raises CannotDraw."""
    return _compile(f"{form}.typ", {**asdict(sheet), "picture": picture(sheet.address)}, _DRAWN_AT)


@lru_cache(maxsize=64)
def draw_questions(sheet: QuestionSheet) -> bytes:
    """The sheet as a PDF of A4. Raises CannotDraw."""
    return _compile("questions.typ", asdict(sheet), _DRAWN_AT)


def draw_certificate(certificate: Certificate, *, at: datetime) -> bytes:
    """The certificate as a PDF; it is kept nowhere. Raises CannotDraw."""
    return _compile("certificate.typ", asdict(certificate), at)


def picture(address: str) -> str:
    """The address as a picture to scan, in SVG."""
    code = qrcode.QRCode(border=2)
    code.add_data(address)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, cells in enumerate(rows)
        for column, dark in enumerate(cells)
        if dark
    )
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}">'
        f'<path d="{path}" fill="#000"/></svg>'
    )


def _compile(template: str, data: dict[str, object], at: datetime) -> bytes:
    try:
        return draw_pdf(_HERE / template, data, at=at)
    except NotDrawn as error:
        raise CannotDraw(str(error)) from error
