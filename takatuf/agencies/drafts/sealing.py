"""How a draft is sealed: under the house's key, bound to the worker who typed it and to its own row."""

import json
from collections.abc import Mapping
from uuid import UUID

from takatuf.vault.keys import keyring
from takatuf.vault.small import open_with, seal_with

#: A field's name -> everything that was typed or chosen in it, in order.
Values = Mapping[str, list[str]]


PURPOSE = "work-draft"


def _bound_to(worker_id: UUID, row: UUID) -> str:
    return f"{PURPOSE}:{worker_id}:{row}"


def seal_values(values: Values, *, worker_id: UUID, row: UUID) -> bytes:
    """The values as they are stored."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    key = keyring().purpose_key(PURPOSE)
    return seal_with(key, text.encode(), purpose=_bound_to(worker_id, row))


def open_values(sealed: bytes, *, worker_id: UUID, row: UUID) -> dict[str, list[str]]:
    """The opposite of `seal_values`. Raises CannotOpenSmall for another worker's, or another row's."""
    text = open_with(keyring().purpose_key(PURPOSE), sealed, purpose=_bound_to(worker_id, row))
    return {str(name): [str(value) for value in said] for name, said in json.loads(text).items()}
