"""The tokens by which an identifier is found, from its one written form."""

from takatuf.people.identifiers import normalise
from takatuf.vault.keys import keyring
from takatuf.vault.tokens import identifier_token, identifier_tokeniser, identifier_tokens


def _written(kind: str, value: str, platform: str) -> str:
    """The one written form; where nothing of it is left, the value itself, so that two such never look the same."""
    return normalise(kind, value, platform=platform) or f"as given: {value}"


def token_now(kind: str, value: str, platform: str) -> tuple[bytes, int]:
    """The token (16 bytes) under the newest key, and which key that is."""
    ring = keyring()
    return identifier_token(ring, kind, _written(kind, value, platform)), ring.token_version


class TokenMaker:
    """Tokens under the newest key for many identifiers; the keyring is looked up once."""

    __slots__ = ("_token", "version")

    def __init__(self) -> None:
        ring = keyring()
        self.version, self._token = ring.token_version, identifier_tokeniser(ring)

    def token(self, kind: str, value: str, platform: str) -> bytes:
        """As `token_now`."""
        return self._token(kind, _written(kind, value, platform))


def tokens_ever(kind: str, value: str, platform: str) -> set[bytes]:
    """The tokens under every key that rows may still carry."""
    return set(identifier_tokens(keyring(), kind, _written(kind, value, platform)).values())


def has_older_keys() -> bool:
    """Whether rows may carry a token that another key made than the newest one."""
    return keyring().token_version > 1
