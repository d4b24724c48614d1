"""The confirmation of contact as one signed page: with whom, on which day, and how to check it. Nothing else is on it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from takatuf.kernel.errors import Refused
from takatuf.vault.house_signer import house_signer, without_stamps
from takatuf.vault.signing import CannotSign, SignerUnfit, sign_document
from takatuf.web.printing import NotDrawn, draw_pdf
from takatuf.web.words import both_dates

_TEMPLATE = Path(__file__).with_name("paper.typ")


class CannotDrawPaper(Refused):
    """The page could not be drawn or signed; the sentence says why, for the log of an administrator."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the page. The second word does not."""

    code: str = field(repr=False)
    agency_ar: str
    agency_en: str
    contact_on: date
    made_at: datetime
    check_address: str

    @property
    def spoken_code(self) -> str:
        digits = "".join(letter for letter in self.code if letter.isdigit())
        return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def confirmation_paper(paper: Paper, *, at: datetime) -> bytes:
    """The page as a signed PDF. Raises CannotDrawPaper."""
    data = {
        "code": paper.spoken_code, "agency_ar": paper.agency_ar, "agency_en": paper.agency_en,
        "day_ar": both_dates(paper.contact_on, "ar"), "day_en": both_dates(paper.contact_on, "en"),
        "address": paper.check_address,
    }  # fmt: skip
    try:
        return sign_document(
            draw_pdf(_TEMPLATE, data, at=at), signer=without_stamps(house_signer(at=at)), reason="Confirmation of contact", location="",
            name=paper.agency_en, at=at,
        )  # fmt: skip
    except (NotDrawn, SignerUnfit, CannotSign) as error:
        raise CannotDrawPaper(f"The confirmation was not made: {error}") from error
