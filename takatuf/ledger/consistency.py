"""Whether one tree is the beginning of another; needs no more than the stand-alone verifier does, so witnesses use it too."""

from collections.abc import Iterable, Sequence

from takatuf.ledger.verifier import node_hash, root_of_nothing


def verify_consistency(
    older: int, newer: int, path: Sequence[bytes], older_root: bytes, newer_root: bytes
) -> bool:
    """Whether the path proves that the newer tree begins with the older one (RFC 9162, 2.1.4.2).

    Every tree begins with the empty one, by an empty path.
    """
    if older == 0:
        return newer >= 0 and not path and older_root == root_of_nothing()
    if not 0 < older <= newer:
        return False
    if older == newer:
        return not path and older_root == newer_root
    hashes = [older_root, *path] if older & (older - 1) == 0 else list(path)
    if not hashes:
        return False
    return _climb(older, newer, hashes) == (older_root, newer_root)


def _climb(older: int, newer: int, hashes: Iterable[bytes]) -> tuple[bytes, bytes] | None:
    low, high = older - 1, newer - 1
    while low & 1:
        low, high = low >> 1, high >> 1
    first, *rest = hashes
    left = right = first
    for value in rest:
        if high == 0:
            return None
        if low & 1 or low == high:
            left, right = node_hash(value, left), node_hash(value, right)
            while low and not low & 1:
                low, high = low >> 1, high >> 1
        else:
            right = node_hash(right, value)
        low, high = low >> 1, high >> 1
    return (left, right) if high == 0 else None
