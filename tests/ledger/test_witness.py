"""A witness signs only what grew from what it saw, and says loudly what did not; all without a house or a database."""

import json
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from takatuf.config.cli import main
from takatuf.ledger.notes import check_note, read_vkey
from takatuf.ledger.witness.comparing import CannotCompare, SplitView, compare, shown_in
from takatuf.ledger.witness.judging import add_checkpoint, request_body
from takatuf.ledger.witness.keeping import Witness, WitnessBusy, WitnessUnfit, load_witness, make_witness
from takatuf.ledger.witness.watching import Alarm, HouseAway, call_house, look
from takatuf.vault.ledger_keys import LedgerSigner
from tests.ledger.shown_ledger import HOUSE, HOUSE_KEY, ORIGIN, ShownLedger

AT = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
MakeWitness = Callable[[str], Witness]


@pytest.fixture
def made(tmp_path: Path) -> MakeWitness:
    def make(name: str = "health") -> Witness:
        return make_witness(
            tmp_path / name,
            name=f"witness.example/{name}",
            house_url=HOUSE,
            house_key=f"# the house\n{HOUSE_KEY}\n",
        )

    return make


def ledger(size: int = 7) -> ShownLedger:
    return ShownLedger([f"line {number}" for number in range(size)])


def alarms(witness: Witness) -> list[dict[str, str]]:
    return [json.loads(path.read_text()) for path in sorted((witness.folder / "alarms").glob("*.json"))]


def test_a_ledger_that_only_grows_is_cosigned_each_time(made: MakeWitness) -> None:
    witness, shown = made("health"), ledger(7)

    sizes = []
    for more in (0, 1, 6, 0, 30):
        shown.lines += [f"more {len(shown.lines) + number}" for number in range(more)]
        sizes.append(look(witness, at=AT, call=shown.call).size)

    assert sizes == [7, 8, 14, 14, 44]
    checked = check_note(shown.head() + shown.brought[-1], [read_vkey(HOUSE_KEY), read_vkey(witness.vkey)])
    assert checked.cosigned == (("witness.example/health", AT),)
    signed = [json.loads(line)["note"] for line in (witness.folder / "signed.jsonl").read_text().splitlines()]
    assert [note.split("\n")[1] for note in signed] == ["7", "8", "14", "44"]
    assert alarms(witness) == []


def test_a_rollback_to_an_old_backup_is_refused_and_kept_as_evidence(made: MakeWitness) -> None:
    witness, shown = made("health"), ledger(9)
    look(witness, at=AT, call=shown.call)
    seen = shown.head()
    shown.lines = shown.lines[:5]

    with pytest.raises(Alarm, match="became shorter: 9 lines were seen, now it shows 5") as raised:
        look(witness, at=AT, call=shown.call)

    assert raised.value.kind == "rollback"
    (alarm,) = alarms(witness)
    assert (alarm["seen"], alarm["shown"]) == (seen, shown.head())
    assert len(shown.brought) == 1


def test_a_ledger_that_grew_again_from_an_old_backup_is_refused(made: MakeWitness) -> None:
    witness, shown = made("health"), ledger(9)
    look(witness, at=AT, call=shown.call)
    shown.lines = [*shown.lines[:5], *(f"other {number}" for number in range(8))]

    with pytest.raises(Alarm) as raised:
        look(witness, at=AT, call=shown.call)

    assert raised.value.kind == "inconsistent"
    assert witness.seen(ORIGIN).size == 9
    shown.lines = [f"line {number}" for number in range(12)]
    assert look(witness, at=AT, call=shown.call).size == 12


def test_an_exchanged_line_at_the_same_size_is_refused(made: MakeWitness) -> None:
    witness, shown = made("health"), ledger(9)
    look(witness, at=AT, call=shown.call)
    shown.lines[3] = "another line"

    with pytest.raises(Alarm) as raised:
        look(witness, at=AT, call=shown.call)

    assert raised.value.kind == "other_root"


def test_a_line_taken_out_is_found_when_the_ledger_grows_over_it(made: MakeWitness) -> None:
    witness, shown = made("health"), ledger(9)
    look(witness, at=AT, call=shown.call)
    del shown.lines[4]
    shown.lines += ["more 1", "more 2"]

    with pytest.raises(Alarm) as raised:
        look(witness, at=AT, call=shown.call)

    assert raised.value.kind == "inconsistent"


def test_a_strangers_signature_is_refused(made: MakeWitness) -> None:
    witness = made("health")
    shown = ShownLedger(["line"], signer=LedgerSigner.from_seed(b"x" * 32))

    with pytest.raises(Alarm) as raised:
        look(witness, at=AT, call=shown.call)

    assert raised.value.kind == "not_the_house"
    assert not (witness.folder / "signed.jsonl").exists()


def test_two_witnesses_who_were_shown_two_ledgers_find_the_split_view(made: MakeWitness) -> None:
    ours, theirs = ledger(9), ledger(9)
    theirs.lines[8] = "what only the other one sees"
    first, second = made("health"), made("education")
    look(first, at=AT, call=ours.call)
    look(second, at=AT, call=theirs.call)

    keys = first.houses
    found = compare(
        *(shown_in(one.folder / "signed.jsonl", keys) for one in (first, second)), house="", call=None
    )

    assert isinstance(found, SplitView)
    assert found.first.head.root != found.second.head.root
    assert main(["witness", "compare", str(first.folder), str(second.folder)]) == 3


def test_a_split_view_at_different_sizes_is_found_by_asking_the_house(made: MakeWitness) -> None:
    ours, theirs = ledger(9), ledger(9)
    theirs.lines[8] = "what only the other one sees"
    theirs.lines += ["more"]
    first, second = made("health"), made("education")
    look(first, at=AT, call=ours.call)
    look(second, at=AT, call=theirs.call)
    shown = [shown_in(one.folder / "signed.jsonl", one.houses) for one in (first, second)]

    with pytest.raises(CannotCompare, match="--house"):
        compare(shown[0], shown[1], house="", call=None)
    assert isinstance(compare(shown[0], shown[1], house=HOUSE, call=theirs.call), SplitView)
    assert isinstance(compare(shown[1], shown[0], house=HOUSE, call=ours.call), SplitView)


def test_witnesses_of_one_ledger_agree(made: MakeWitness, capsys: pytest.CaptureFixture[str]) -> None:
    shown, first, second = ledger(9), made("health"), made("education")
    look(first, at=AT, call=shown.call)
    look(second, at=AT, call=shown.call)
    shown.lines += ["more"] * 3
    look(second, at=AT, call=shown.call)

    assert main(["witness", "compare", str(first.folder), str(second.folder)]) == 0
    assert "1 heads were held" in capsys.readouterr().out
    both = [shown_in(one.folder / "signed.jsonl", one.houses) for one in (first, second)]
    assert compare(both[0], both[1], house=HOUSE, call=shown.call) == 2


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda body: body.replace("old 7", "old 07"), 400),
        (lambda body: body.replace("old 7", "older 7"), 400),
        (lambda body: body.replace("old 7", "old 99"), 400),
        (lambda body: body.replace("old 7", "old 3"), 409),
        (lambda body: "old 7\n" + "AAAA\n" + body.partition("\n")[2], 400),
        (lambda body: "old 7\n" + "A" * 43 + "=\n" + body.partition("\n")[2], 422),
        (lambda body: "old 7\n" + ("A" * 43 + "=\n") * 64 + body.partition("\n")[2], 400),
        (lambda body: body.replace(ORIGIN, "elsewhere.example/ledger"), 404),
        (lambda body: body.replace("\n9\n", "\n8\n"), 403),
        (lambda body: body.partition("\n\n")[0], 400),
    ],
)
def test_add_checkpoint_answers_as_the_specification_says(
    made: MakeWitness, change: Callable[[str], str], status: int
) -> None:
    witness, shown = made("health"), ledger(7)
    look(witness, at=AT, call=shown.call)
    shown.lines += ["more", "more"]
    body = request_body(7, shown.proof(7, 9), shown.head())

    assert add_checkpoint(witness, change(body), at=AT).status == status
    assert witness.seen(ORIGIN).size == 7


def test_a_conflict_answers_the_size_that_was_seen(made: MakeWitness) -> None:
    witness, shown = made("health"), ledger(7)
    look(witness, at=AT, call=shown.call)

    answer = add_checkpoint(witness, request_body(0, [], shown.head()), at=AT)

    assert (answer.status, answer.body, answer.content_type) == (409, "7\n", "text/x.tlog.size")


def test_what_is_signed_is_kept_before_it_leaves(made: MakeWitness) -> None:
    witness, shown = made("health"), ledger(7)

    def away(url: str, body: bytes | None) -> str:
        if body is not None:
            assert witness.seen(ORIGIN).size == 7
            raise HouseAway("The line broke.")
        return shown.call(url, body)

    with pytest.raises(HouseAway):
        look(witness, at=AT, call=away)

    shown.lines = shown.lines[:3]
    with pytest.raises(Alarm):
        look(witness, at=AT, call=shown.call)


def test_a_second_witness_on_the_same_folder_is_refused(made: MakeWitness) -> None:
    witness = made("health")

    with witness.alone(), pytest.raises(WitnessBusy):
        look(load_witness(witness.folder), at=AT, call=ledger().call)


def test_a_damaged_memory_is_never_taken_for_an_empty_one(made: MakeWitness) -> None:
    witness, shown = made("health"), ledger(7)
    look(witness, at=AT, call=shown.call)
    (witness.folder / "seen.json").write_text('{"takatuf.example/ledger": {"size"')

    with pytest.raises(WitnessUnfit, match="damaged"):
        look(witness, at=AT, call=shown.call)


def test_the_key_is_its_owners_alone_and_is_never_written_over(tmp_path: Path, made: MakeWitness) -> None:
    witness = made("health")

    assert stat.S_IMODE((witness.folder / "witness.key").stat().st_mode) == 0o600
    assert "PRIVATE" not in repr(witness)
    with pytest.raises(WitnessUnfit, match="not written over"):
        made("health")
    sealed = tmp_path / "sealed"
    make_witness(sealed, name="w", house_url=HOUSE, house_key=HOUSE_KEY, passphrase=b"six words")
    with pytest.raises(WitnessUnfit, match="PASSPHRASE"):
        load_witness(sealed, passphrase=b"wrong")


def test_a_key_that_is_no_ledgers_begins_no_witness(tmp_path: Path, made: MakeWitness) -> None:
    with pytest.raises(WitnessUnfit, match="no verifier key"):
        make_witness(tmp_path / "other", name="w", house_url=HOUSE, house_key=made("health").vkey)


@pytest.mark.parametrize("url", ["http://takatuf.example/ledger/checkpoint", "file:///etc/passwd"])
def test_a_witness_asks_over_https_alone(url: str) -> None:
    with pytest.raises(HouseAway, match="https"):
        call_house(url, None)


def test_a_later_cosignature_of_the_same_head_carries_its_own_time(made: MakeWitness) -> None:
    witness, shown = made("health"), ledger(7)
    look(witness, at=AT, call=shown.call)
    look(witness, at=AT + timedelta(minutes=5), call=shown.call)

    keys = [read_vkey(HOUSE_KEY), read_vkey(witness.vkey)]
    times = [check_note(shown.head() + line, keys).cosigned[0][1] for line in shown.brought]
    assert times == [AT, AT + timedelta(minutes=5)]


def test_a_witness_loads_nothing_of_django_or_of_a_database() -> None:
    script = (
        "import sys; from takatuf.config.commands import witness; from takatuf.config import cli;"
        "wrong = {'django', 'psycopg', 'takatuf.vault', 'pyhanko'} & set(sys.modules); sys.exit(repr(wrong) if wrong else 0)"
    )

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
