"""A person says that a text of law was read at its source."""

from datetime import datetime

from django.db import IntegrityError, transaction

from takatuf.agencies.actions import require
from takatuf.clocks.law.files import law_text
from takatuf.clocks.law.models import LawCheck
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, Refused
from takatuf.ledger.actions import write

LONGEST_SOURCE = 300


class CheckedAlready(Refused):
    """This person has checked these words already; another person is needed."""


class TextChanged(Refused):
    """The words of the text are not those that the person read."""


@transaction.atomic
def check_law(*, code: str, sha256: str, source: str, by: Actor, at: datetime) -> LawCheck:
    """Put on record that the text was read at `source`, under the person's name, and says what the file notes.

    `sha256` is that of the words which the person had before them. Raises NotAllowed, NotFound, InvalidInput without a
    source, TextChanged, CheckedAlready.
    """
    if require(by, "law.check") is None:
        raise NotAllowed("A person checks the text of a law.")
    text = law_text(code)
    if text.sha256 != sha256:
        raise TextChanged("The words of this text have changed since the page was opened.")
    if not source.strip():
        raise InvalidInput("source", "empty")
    if len(source) > LONGEST_SOURCE:
        raise InvalidInput("source", "too_long")
    row = LawCheck(
        code=code, sha256=sha256, checked_by_id=by.id, read_at_source=source.strip(), checked_at=at
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise CheckedAlready("You have checked this text already; a second person is needed.") from error
    write("law.checked", about=None, by=by, at=at, extra={"text": code, "sha256": sha256})
    return row
