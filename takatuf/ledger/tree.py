"""The tree of RFC 6962 over stored hashes of perfect subtrees: roots, proofs and their checks, no storage of its own.

A stored hash has a place (level, index): level 0 holds the leaves, and (level, index) covers the leaves from
`index << level` up to `(index + 1) << level`. A tree of n leaves has fewer than 2n stored hashes; a root or a proof
reads about log2(n) of them.
"""

from collections.abc import Callable, Sequence

from takatuf.kernel.errors import Refused
from takatuf.ledger.consistency import verify_consistency
from takatuf.ledger.verifier import leaf_hash, node_hash, root_of_nothing, verify_inclusion

__all__ = [
    "OutsideTree", "Place", "Read", "append", "consistency_proof", "inclusion_proof", "leaf_hash", "node_hash",
    "places_for", "root", "verify_consistency", "verify_inclusion",
]  # fmt: skip

Place = tuple[int, int]
Read = Callable[[int, int], bytes]


class OutsideTree(Refused):
    """An index or a size that the tree does not have."""


def root(size: int, read: Read) -> bytes:
    """The root, 32 bytes, of the first `size` leaves (RFC 6962 section 2.1). Raises OutsideTree."""
    if size < 0:
        raise OutsideTree(f"No tree has {size} leaves.")
    return _subtree(0, size, read) if size else root_of_nothing()


def append(leaf_hashes: Sequence[bytes], size: int, read: Read) -> dict[Place, bytes]:
    """The stored hashes that come to be when leaves are added to a tree of `size`; the caller stores them.

    Reads only the right edge of the tree as it was. Raises OutsideTree.
    """
    if size < 0:
        raise OutsideTree(f"No tree has {size} leaves.")
    new: dict[Place, bytes] = {}
    for offset, value in enumerate(leaf_hashes):
        level, index = 0, size + offset
        new[level, index] = value
        while index & 1:
            left = new.get((level, index - 1)) or read(level, index - 1)
            value = node_hash(left, value)  # noqa: PLW2901 - the hash climbs
            level, index = level + 1, index >> 1
            new[level, index] = value
    return new


def inclusion_proof(index: int, size: int, read: Read) -> list[bytes]:
    """The path from leaf `index` to the root of the first `size` leaves, lowest first. Raises OutsideTree."""
    return inclusion_proofs([index], size, read)[0]


def inclusion_proofs(indexes: Sequence[int], size: int, read: Read) -> list[list[bytes]]:
    """The paths of many leaves, as for one; what several of them share is read and hashed once. Raises OutsideTree."""
    known: dict[tuple[int, int], bytes] = {}

    def part(start: int, end: int) -> bytes:
        value = known.get((start, end))
        if value is None:
            value = known[start, end] = _subtree(start, end, read)
        return value

    return [_path(index, size, part) for index in indexes]


def _path(index: int, size: int, part: Callable[[int, int], bytes]) -> list[bytes]:
    if not 0 <= index < size:
        raise OutsideTree(f"A tree of {size} leaves has no leaf {index}.")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _left_size(end - start)
        if index < middle:
            path.append(part(middle, end))
            end = middle
        else:
            path.append(part(start, middle))
            start = middle
    return path[::-1]


def consistency_proof(older: int, newer: int, read: Read) -> list[bytes]:
    """The proof that the tree of `older` leaves is the beginning of the tree of `newer` (RFC 9162, 2.1.4.1).

    Raises OutsideTree unless 0 < older <= newer.
    """
    if not 0 < older <= newer:
        raise OutsideTree(f"A tree of {newer} leaves has no beginning of {older}.")
    path: list[bytes] = []
    start, end = 0, newer
    known = True  # the older root itself is what the reader holds
    while older != end:
        middle = start + _left_size(end - start)
        if older <= middle:
            path.append(_subtree(middle, end, read))
            end = middle
        else:
            path.append(_subtree(start, middle, read))
            start, known = middle, False
    if not known:
        path.append(_subtree(start, end, read))
    return path[::-1]


def places_for(work: Callable[[Read], object]) -> list[Place]:
    """The places that a piece of work will read, so that a database can fetch them in one question.

    Example: `places_for(lambda read: inclusion_proof(5, 1000, read))`.
    """
    places: dict[Place, None] = {}

    def note(level: int, index: int) -> bytes:
        places[level, index] = None
        return b"\0" * 32

    work(note)
    return list(places)


def _left_size(size: int) -> int:
    """The greatest power of two smaller than the size."""
    return 1 << ((size - 1).bit_length() - 1)


def _subtree(start: int, end: int, read: Read) -> bytes:
    """The hash over the leaves from `start` up to `end`, where `start` is a multiple of the size's power of two."""
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return read(level, start >> level)
    middle = start + _left_size(size)
    return node_hash(_subtree(start, middle, read), _subtree(middle, end, read))
