"""The tree: the reference values of RFC 6962's implementations, every small tree, and proofs that lie."""

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.ledger.tree import (
    OutsideTree,
    Place,
    append,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    places_for,
    root,
    verify_consistency,
    verify_inclusion,
)

# The eight leaves and the roots of the certificate-transparency reference tests.
LEAVES = [bytes.fromhex(leaf) for leaf in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
MOST = 64


def stored(hashes: list[bytes], batch: int = 1) -> dict[Place, bytes]:
    nodes: dict[Place, bytes] = {}
    for start in range(0, len(hashes), batch):
        nodes |= append(hashes[start : start + batch], start, reader(nodes))
    return nodes


def reader(nodes: dict[Place, bytes]) -> Callable[[int, int], bytes]:
    return lambda level, index: nodes[level, index]


HASHES = [leaf_hash(b"%d" % number) for number in range(MOST)]
READ = reader(stored(HASHES))


def plain_root(hashes: list[bytes]) -> bytes:
    """The definition in RFC 6962 section 2.1, word for word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    middle = 1
    while middle * 2 < len(hashes):
        middle *= 2
    return node_hash(plain_root(hashes[:middle]), plain_root(hashes[middle:]))


@pytest.mark.parametrize("size", range(9))
def test_root_is_the_reference_root(size: int) -> None:
    nodes = stored([leaf_hash(leaf) for leaf in LEAVES])

    assert root(size, reader(nodes)).hex() == ROOTS[size]


def test_inclusion_proof_is_the_reference_proof() -> None:
    nodes = stored([leaf_hash(leaf) for leaf in LEAVES])

    path = inclusion_proof(0, 8, reader(nodes))

    assert [item.hex() for item in path] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_every_small_tree_proves_each_leaf_and_each_beginning(size: int) -> None:
    top = root(size, READ)

    assert top == plain_root(HASHES[:size])
    for index in range(size):
        path = inclusion_proof(index, size, READ)
        assert verify_inclusion(index, size, HASHES[index], path, top)
        assert not verify_inclusion((index + 1) % size, size, HASHES[index], path, top) or size == 1
        assert not verify_inclusion(index, size, HASHES[index], [*path, top], top)
    for older in range(1, size + 1):
        before = root(older, READ)
        path = consistency_proof(older, size, READ)
        assert verify_consistency(older, size, path, before, top)
        assert not verify_consistency(older, size, path, leaf_hash(b"x"), top)
        assert not verify_consistency(older, size, path, before, leaf_hash(b"x"))


@given(size=st.integers(1, MOST), batch=st.integers(1, 9))
def test_batches_of_any_size_store_the_same_hashes(size: int, batch: int) -> None:
    assert stored(HASHES[:size], batch) == stored(HASHES[:size])


@given(data=st.data(), size=st.integers(2, MOST))
def test_inclusion_proof_with_one_altered_bit_is_refused(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_proof(index, size, READ)
    step, bit = data.draw(st.integers(0, len(path) - 1)), data.draw(st.integers(0, 255))
    altered = (int.from_bytes(path[step], "big") ^ (1 << bit)).to_bytes(32, "big")

    assert not verify_inclusion(
        index, size, HASHES[index], [*path[:step], altered, *path[step + 1 :]], root(size, READ)
    )
    assert not verify_inclusion(index, size, HASHES[index], path[:-1], root(size, READ))


@given(data=st.data(), newer=st.integers(2, MOST))
def test_consistency_proof_with_one_altered_bit_is_refused(data: st.DataObject, newer: int) -> None:
    older = data.draw(st.integers(1, newer - 1))
    path = consistency_proof(older, newer, READ)
    step, bit = data.draw(st.integers(0, len(path) - 1)), data.draw(st.integers(0, 255))
    altered = (int.from_bytes(path[step], "big") ^ (1 << bit)).to_bytes(32, "big")
    roots = root(older, READ), root(newer, READ)

    assert not verify_consistency(older, newer, [*path[:step], altered, *path[step + 1 :]], *roots)
    assert not verify_consistency(older, newer, path[:-1], *roots)
    assert not verify_consistency(older, newer, [*path, altered], *roots)


@given(older=st.integers(1, MOST - 1), changed=st.integers(0, MOST - 1))
def test_history_that_was_rewritten_fails_against_the_older_root(older: int, changed: int) -> None:
    rewritten = [*HASHES[:changed], leaf_hash(b"rewritten"), *HASHES[changed + 1 :]]
    read = reader(stored(rewritten))

    holds = verify_consistency(
        older, MOST, consistency_proof(older, MOST, read), root(older, READ), root(MOST, read)
    )

    assert holds is (changed >= older)


@given(
    index=st.integers(-2, 70), size=st.integers(-2, 70),
    path=st.lists(st.binary(min_size=32, max_size=32), max_size=8), top=st.binary(min_size=32, max_size=32),
)  # fmt: skip
def test_invented_proofs_are_refused_and_never_raise(
    index: int, size: int, path: list[bytes], top: bytes
) -> None:
    assert not verify_inclusion(index, size, HASHES[0], path, top)
    assert not verify_consistency(index, size, path, top, HASHES[0])


def test_every_tree_begins_with_the_empty_one() -> None:
    empty = root(0, READ)

    assert verify_consistency(0, 5, [], empty, root(5, READ))
    assert not verify_consistency(0, 5, [empty], empty, root(5, READ))


def test_places_outside_the_tree_are_named() -> None:
    for work in (
        lambda: inclusion_proof(5, 5, READ),
        lambda: inclusion_proof(-1, 5, READ),
        lambda: consistency_proof(0, 5, READ),
        lambda: consistency_proof(6, 5, READ),
        lambda: root(-1, READ),
        lambda: append([HASHES[0]], -1, READ),
    ):
        with pytest.raises(OutsideTree):
            work()


@pytest.mark.parametrize("size", [1, 2, 1000, 200_000, 2**40 - 1])
def test_reads_grow_with_the_logarithm(size: int) -> None:
    most = 2 * size.bit_length() + 1

    assert len(places_for(lambda read: root(size, read))) <= most
    assert len(places_for(lambda read: append([HASHES[0]], size, read))) <= most
    assert len(places_for(lambda read: inclusion_proof(size // 2, size, read))) <= most
    assert len(places_for(lambda read: consistency_proof(size // 2 + 1, size, read))) <= most
