"""`takatuf journey` as a person runs it: three files, a valid signature, every fact readable, and no altered byte unseen."""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import takatuf
from takatuf.kernel.arabic import letters
from tests.poppler import run_poppler

PACKAGE = Path(takatuf.__file__).parent
REPORTS = {
    "sample": None,
    "cybertipline": PACKAGE / "exchange" / "cybertipline" / "sample.xml",
    "bystander": PACKAGE / "intake" / "samples" / "bystander.json",
}
pytestmark = pytest.mark.slow


def _environment(**more: str) -> dict[str, str]:
    """Our own surroundings without the tests' database, home and keys."""
    ours = ("TAKATUF_", "DATABASE_", "DJANGO_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | more


def takatuf_command(*arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a shell would."""
    command = [sys.executable, "-m", "takatuf.config.cli", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=300, cwd="/", env=_environment(**more)
    )


@pytest.fixture(scope="module", params=sorted(REPORTS))
def journey(request: pytest.FixtureRequest) -> Iterator[tuple[Path, str]]:
    """The folder that one journey left, and what it printed."""
    folder = Path(tempfile.mkdtemp(prefix="tk-journey-test-"))
    report = REPORTS[request.param]
    try:
        done = takatuf_command("journey", *(["--report", report] if report else []), "--out", folder / "out")
        assert done.returncode == 0, done.stdout + done.stderr
        yield folder / "out", done.stdout + done.stderr
    finally:
        shutil.rmtree(folder)


def test_the_journey_leaves_its_files_and_prints_each_step(journey: tuple[Path, str]) -> None:
    folder, printed = journey

    whole = json.loads((folder / "journey.json").read_text(encoding="utf-8"))

    assert {path.name for path in folder.iterdir()} == {
        "submission.pdf",
        "proof.json",
        "journey.json",
        "ledger.pub",
    }
    assert len(whole["steps"]) >= 18
    assert all(step["step"] in printed for step in whole["steps"])
    assert "Traceback" not in printed
    assert "WARNING" not in printed


def test_the_signature_is_valid_for_others(journey: tuple[Path, str]) -> None:
    folder, _ = journey

    said = run_poppler("pdfsig", "-nocert", folder / "submission.pdf")

    assert "Signature is Valid" in said
    assert "Signature #2" in said  # the last time stamp, which poppler names and does not check


def test_every_fact_is_readable_word_by_word_in_the_document(journey: tuple[Path, str]) -> None:
    folder, _ = journey
    facts = json.loads((folder / "journey.json").read_text(encoding="utf-8"))["facts"]

    text = letters(run_poppler("pdftotext", "-enc", "UTF-8", folder / "submission.pdf", "-"))

    assert len(facts) >= 5
    missing = [fact["text_ar"] for fact in facts if letters(fact["text_ar"]) not in text]
    assert missing == []


def _verify(folder: Path, **files: Path) -> subprocess.CompletedProcess[str]:
    options = [part for name, path in files.items() for part in (f"--{name}", str(path))]
    return takatuf_command(
        "verify",
        folder / "submission.pdf",
        *options,
        TAKATUF_HOME="/nonexistent/home",
        TAKATUF_KEYS="/nonexistent/keys",
    )


def test_the_submission_is_proved_without_a_database_and_without_a_home(journey: tuple[Path, str]) -> None:
    folder, _ = journey

    done = _verify(folder, key=folder / "ledger.pub")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Verified." in done.stdout
    assert done.stderr == ""


@pytest.fixture(scope="module")
def proven(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one journey, for the altering tests."""
    folder = tmp_path_factory.mktemp("proven")
    done = takatuf_command("journey", "--out", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def _altered(proven: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "altered"
    shutil.copytree(proven, copy)
    return copy


def _holds(folder: Path, capsys: pytest.CaptureFixture[str] | None = None) -> bool:
    """Whether `takatuf verify` says yes; in this process, since hundreds of altered copies are asked about."""
    from takatuf.config.cli import main

    return main(["verify", str(folder / "submission.pdf"), "--key", str(folder / "ledger.pub")]) == 0


def test_one_changed_byte_anywhere_is_seen(proven: Path, tmp_path: Path) -> None:
    folder = _altered(proven, tmp_path)
    whole = (folder / "submission.pdf").read_bytes()
    step = max(1, len(whole) // 150)
    places = sorted({0, 1, 9, len(whole) - 1, len(whole) - 2, len(whole) - 9, *range(17, len(whole), step)})

    unseen = []
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 0x01
        (folder / "submission.pdf").write_bytes(changed)
        unseen += [place] if _holds(folder) else []

    assert len(places) > 100
    assert unseen == []


def test_inside_the_signature_itself_no_change_is_unseen(proven: Path, tmp_path: Path) -> None:
    folder = _altered(proven, tmp_path)
    whole = (folder / "submission.pdf").read_bytes()
    start = whole.index(b"/Contents <") if b"/Contents <" in whole else whole.index(b"/Contents<")

    unseen = []
    for place in range(start, min(start + 4000, len(whole)), 97):
        changed = bytearray(whole)
        changed[place] ^= 0x02
        (folder / "submission.pdf").write_bytes(changed)
        unseen += [place] if _holds(folder) else []

    assert unseen == []


@pytest.mark.parametrize("change", ["truncated", "half", "empty", "appended", "revision", "other", "no pdf"])
def test_a_cut_grown_or_exchanged_file_is_seen(proven: Path, tmp_path: Path, change: str) -> None:
    folder = _altered(proven, tmp_path)
    whole = (folder / "submission.pdf").read_bytes()
    forms = {
        "truncated": whole[:-1], "half": whole[: len(whole) // 2], "empty": b"", "appended": whole + b"x",
        "revision": whole + b"\n1 0 obj\n<< >>\nendobj\nstartxref\n17\n%%EOF\n", "other": b"%PDF-1.7\n%%EOF\n",
        "no pdf": os.urandom(5000),
    }  # fmt: skip
    (folder / "submission.pdf").write_bytes(forms[change])

    assert not _holds(folder)


def test_every_change_in_the_proof_is_seen(proven: Path, tmp_path: Path) -> None:
    folder = _altered(proven, tmp_path)
    proof = json.loads((proven / "proof.json").read_text(encoding="utf-8"))

    unseen = []
    for path, changed in _changed_proofs(proof):
        (folder / "proof.json").write_text(json.dumps(changed), encoding="utf-8")
        unseen += [path] if _holds(folder) else []

    assert unseen == []


def _changed_proofs(proof: dict[str, object]) -> Iterator[tuple[str, object]]:
    """The proof with one of its values altered, one after another; then whole parts taken away."""
    for path in _paths(proof):
        if path == ("issued_at",):
            continue  # said by whoever wrote the proof out, and proven by nobody: the verifier's page says so
        changed = json.loads(json.dumps(proof))
        place = changed
        for part in path[:-1]:
            place = place[part]
        value = place[path[-1]]
        place[path[-1]] = value + 1 if isinstance(value, int) else _other_text(str(value))
        yield "/".join(map(str, path)), changed
    for name in proof.keys() - {"issued_at"}:
        yield f"without {name}", {key: value for key, value in proof.items() if key != name}
    facts = proof["facts"]
    assert isinstance(facts, list)
    assert facts
    yield "one fact less", {**proof, "facts": facts[1:]}
    yield "facts in another order", {**proof, "facts": facts[::-1]}
    yield "a fact twice", {**proof, "facts": [*facts, facts[0]]}
    yield "a list", [proof]
    yield "null", None


def _paths(value: object, before: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _paths(part, (*before, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _paths(part, (*before, number))
    else:
        yield before


def _other_text(text: str) -> str:
    middle = len(text) // 2
    return text[:middle] + ("A" if text[middle : middle + 1] != "A" else "B") + text[middle + 1 :]


def test_nonsense_for_a_proof_or_a_key_ends_with_a_sentence(proven: Path, tmp_path: Path) -> None:
    folder = _altered(proven, tmp_path)
    for name, nonsense in (
        ("proof.json", b"\xff\xfe\x00"),
        ("proof.json", b"{"),
        ("ledger.pub", b"\xff\xff"),
        ("ledger.pub", b""),
    ):
        (folder / name).write_bytes(nonsense)

        done = _verify(folder, key=folder / "ledger.pub")

        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        shutil.copy(proven / name, folder / name)


def test_a_proof_that_names_a_part_twice_is_refused_though_its_last_one_holds(
    proven: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _altered(proven, tmp_path)
    whole = json.loads((folder / "proof.json").read_bytes())
    first = json.dumps({"document": {"sha256": "0" * 64, "length": 9}})
    (folder / "proof.json").write_text(first[:-1] + ", " + json.dumps(whole)[1:])

    held = _holds(folder)

    assert not held
    assert "names $.document twice" in capsys.readouterr().err


def test_another_ledgers_key_proves_nothing(proven: Path, tmp_path: Path) -> None:
    folder = _altered(proven, tmp_path)
    origin, _, encoded = (folder / "ledger.pub").read_text(encoding="utf-8").strip().split("+", 2)
    raw = base64.b64decode(encoded)
    from takatuf.ledger.notes import vkey

    (folder / "ledger.pub").write_text(vkey(origin, os.urandom(len(raw) - 1)) + "\n", encoding="utf-8")

    assert not _holds(folder)


def test_a_missing_file_is_named(proven: Path, tmp_path: Path) -> None:
    for name in ("submission.pdf", "proof.json", "ledger.pub"):
        folder = tmp_path / name
        shutil.copytree(proven, folder)
        (folder / name).unlink()

        done = _verify(folder, key=folder / "ledger.pub")

        assert done.returncode == 1
        assert name in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
