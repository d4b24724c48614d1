"""Why a document is not drawn or not signed: each says what and where."""

from takatuf.kernel.errors import Refused


class FontMissing(Refused):
    """The document's font is not on this machine."""


class CannotDraw(Refused):
    """The renderer refused the document."""


class LettersLost(Refused):
    """Words of the source do not come back from the drawn document."""


class IdentityFound(Refused):
    """A name or identifier that must stay out is in the document, its metadata or an attachment."""


class IndexWrong(Refused):
    """The index or a page number does not agree with the document's own pages."""
