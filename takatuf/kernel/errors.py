"""Refusals with a name, and bad input that says what and where."""


class Refused(Exception):
    """A step that the house refuses. Subclasses are defined beside the action that raises them."""


class NotAllowed(Refused):
    """The actor may not do this, or may not know that it exists; both answer alike."""


class NotFound(NotAllowed):
    """Nothing there for this actor."""


class InvalidInput(Refused):
    """Input that cannot be taken.

    `path` says where (an XML or JSON path, or a field's code), `code` says what, `params` hold the values for the
    sentence in the reader's language.
    """

    def __init__(self, path: str, code: str, **params: str | int) -> None:
        super().__init__(f"{path}: {code}")
        self.path = path
        self.code = code
        self.params = params
