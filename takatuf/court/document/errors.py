"""Why a document is not drawn or not signed: each says what and where."""

from collections.abc import Sequence

from takatuf.kernel.errors import Refused


class FontMissing(Refused):
    """The document's font is not on this machine."""


class CannotDraw(Refused):
    """The renderer refused the document."""


class LettersLost(Refused):
    """Words of the source do not come back from the drawn document; `begins` is how that text begins, where one is meant."""

    def __init__(self, message: str, *, begins: str = "") -> None:
        super().__init__(message)
        self.begins = begins


class TooLong(Refused):
    """The document has more pages than its kind may have: an urgent application is one page."""


class SummaryTooLong(Refused):
    """The summary for the judge does not fit on its page."""


class IdentityFound(Refused):
    """A name or identifier that must stay out is in the document, its metadata or an attachment; `places` says where."""

    def __init__(self, message: str, *, places: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.places = tuple(dict.fromkeys(places))


class IndexWrong(Refused):
    """The index or a page number does not agree with the document's own pages."""
