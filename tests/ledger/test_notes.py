"""Notes, checkpoints and cosignatures in the form that others can read."""

import base64
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.ledger.leaves import LeafRefused, leaf_bytes
from takatuf.ledger.notes import (
    COSIGNATURE,
    BadNote,
    Checkpoint,
    NoteRefused,
    add_signatures,
    check_note,
    cosign,
    read_note,
    read_vkey,
    sign_checkpoint,
    sign_note,
    vkey,
)
from takatuf.vault.ledger_keys import LedgerSigner, new_ledger_signer

ORIGIN = "takatuf.example/ledger"
AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LOG = LedgerSigner.from_seed(b"l" * 32)
WITNESS = LedgerSigner.from_seed(b"w" * 32)
LOG_KEY = read_vkey(vkey(ORIGIN, LOG.public))
WITNESS_KEY = read_vkey(vkey("witness.example/health", WITNESS.public, COSIGNATURE))
NOTE = sign_checkpoint(origin=ORIGIN, size=7, root=b"r" * 32, signer=LOG)

# The example of the Go package golang.org/x/mod/sumdb/note, which the format comes from.
GO_SEED_LINE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"


def test_note_is_signed_as_the_reference_signs_it() -> None:
    seed = base64.b64decode(GO_SEED_LINE.split("+", 4)[4])[1:]
    signer = LedgerSigner.from_seed(seed)

    assert vkey("PeterNeumann", signer.public) == GO_VKEY
    assert sign_note(GO_TEXT, name="PeterNeumann", signer=signer) == f"{GO_TEXT}\n{GO_LINE}"


def test_checkpoint_has_the_lines_of_the_standard() -> None:
    lines = NOTE.split("\n")

    assert lines[:4] == [ORIGIN, "7", "cnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=", ""]
    assert lines[4].startswith(f"— {ORIGIN} ")
    assert lines[5:] == [""]


@given(
    size=st.integers(0, 2**62),
    root=st.binary(min_size=32, max_size=32),
    extensions=st.lists(st.sampled_from("abc"), max_size=2),
)
def test_checkpoint_comes_back_whole(size: int, root: bytes, extensions: list[str]) -> None:
    note = sign_checkpoint(origin=ORIGIN, size=size, root=root, signer=LOG, extensions=extensions)

    checked = check_note(note, [LOG_KEY])

    assert checked.checkpoint == Checkpoint(ORIGIN, size, root, tuple(extensions))
    assert checked.signed_by == ORIGIN


def test_cosignatures_are_checked_with_their_times() -> None:
    line = cosign(NOTE, name=WITNESS_KEY.name, signer=WITNESS, at=AT)
    stranger = cosign(NOTE, name="witness.example/other", signer=new_ledger_signer(), at=AT)

    checked = check_note(add_signatures(NOTE, [stranger, line, line]), [LOG_KEY, WITNESS_KEY])

    assert checked.cosigned == (("witness.example/health", AT),)


def test_cosignature_whose_time_was_altered_refuses_the_note() -> None:
    early = cosign(NOTE, name=WITNESS_KEY.name, signer=WITNESS, at=AT)
    late = cosign(NOTE, name=WITNESS_KEY.name, signer=WITNESS, at=AT + timedelta(days=1))
    mixed = early[: early.rindex(" ") + 22] + late[late.rindex(" ") + 22 :]

    with pytest.raises(BadNote):
        check_note(NOTE + mixed, [LOG_KEY, WITNESS_KEY])


def test_witness_cannot_stand_in_for_the_log() -> None:
    note = f"{read_note(NOTE).text}\n" + cosign(NOTE, name=WITNESS_KEY.name, signer=WITNESS, at=AT)

    with pytest.raises(BadNote):
        check_note(note, [LOG_KEY, WITNESS_KEY])


def test_trusted_key_of_another_log_does_not_sign_for_this_one() -> None:
    other = read_vkey(vkey("other.example/ledger", WITNESS.public))
    note = sign_note(read_note(NOTE).text, name=other.name, signer=WITNESS)

    with pytest.raises(BadNote):
        check_note(note, [other, LOG_KEY])


def test_unknown_key_is_refused() -> None:
    with pytest.raises(BadNote):
        check_note(NOTE, [WITNESS_KEY])
    with pytest.raises(BadNote):
        check_note(NOTE, [])


@given(st.data())
def test_note_with_one_altered_letter_is_refused(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(NOTE) - 1))
    letter = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda letter: letter != NOTE[place]))
    altered = NOTE[:place] + letter + NOTE[place + 1 :]

    with pytest.raises(BadNote):
        check_note(altered, [LOG_KEY])


@given(st.text(max_size=200))
def test_text_that_is_no_note_is_named(text: str) -> None:
    with pytest.raises(BadNote):
        check_note(text, [LOG_KEY])


@pytest.mark.parametrize(
    "line",
    [
        "",
        "name",
        "name+00000000+",
        "name+00000000+AQ==",
        GO_VKEY.replace("c74f20a3", "c74f20a4"),
        GO_VKEY + "x",
    ],
)
def test_malformed_key_line_is_named(line: str) -> None:
    with pytest.raises(BadNote):
        read_vkey(line)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u00a0b"])
def test_name_that_breaks_the_form_is_refused(name: str) -> None:
    with pytest.raises(NoteRefused):
        sign_note("text\n", name=name, signer=LOG)


@pytest.mark.parametrize("text", ["", "no end", "tab\t\n"])
def test_text_that_breaks_the_form_is_refused(text: str) -> None:
    with pytest.raises(NoteRefused):
        sign_note(text, name=ORIGIN, signer=LOG)


def test_leaf_is_canonical_and_in_utc() -> None:
    riyadh = datetime(2026, 11, 23, 11, 0, 0, 5, tzinfo=timezone(timedelta(hours=3)))

    leaf = leaf_bytes(
        kind="submission.signed",
        about="0a",
        by="worker:1",
        at=riyadh,
        commitment="",
        extra={"z": "2", "a": "1"},
    )

    assert leaf == (
        b'{"about":"0a","at":"2026-11-23T08:00:00.000005Z","by":"worker:1","commitment":"","extra":{"a":"1","z":"2"},'
        b'"kind":"submission.signed","v":1}'
    )
    assert json.loads(leaf)["v"] == 1


@pytest.mark.parametrize(
    "wrong",
    [{"kind": ""}, {"by": ""}, {"about": "XY"}, {"commitment": "not hex"}, {"at": datetime(2026, 1, 1)}],  # noqa: DTZ001
)
def test_leaf_with_a_wrong_part_is_refused(wrong: dict[str, object]) -> None:
    parts = {"kind": "k", "about": "", "by": "system:1", "at": AT, "commitment": ""}

    with pytest.raises(LeafRefused):
        leaf_bytes(**{**parts, **wrong})  # type: ignore[arg-type]
