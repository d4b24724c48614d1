"""Two witnesses of the demonstration country: real ones, each a process with a folder and a key of its own, on this machine."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from takatuf.agencies.scope import system_scope
from takatuf.exchange.witnesses.actions import enrol_witness
from takatuf.kernel.clock import now
from takatuf.ledger.queries import ledger_vkey, witness_vkeys
from takatuf.ledger.witness.keeping import CONFIG, load_witness, make_witness

AGENCIES = ("health", "prosecution")
LOOKS_EVERY = 20  # seconds


def forget_witnesses(home: Path) -> None:
    """Remove the witnesses of a demonstration whose database is gone: their memory is of another ledger."""
    for agency in AGENCIES:
        shutil.rmtree(_folder(home, agency), ignore_errors=True)


def ready_witnesses(home: Path, *, url: str, watched_by: str) -> list[Path]:
    """The folders of the demonstration's witnesses, made and enrolled where they are not yet, watching this address."""
    known, folders = set(witness_vkeys()), []
    for agency in AGENCIES:
        folder = _folder(home, agency)
        if not (folder / CONFIG).exists():
            make_witness(folder, name=f"{agency}.example/witness", house_url=url, house_key=ledger_vkey())
        _watch(folder, url)
        vkey = load_witness(folder).vkey
        if vkey not in known:
            with system_scope("witnesses") as by:
                enrol_witness(vkey=vkey, agency=agency, watched_by=watched_by, by=by, at=now())
        folders.append(folder)
    return folders


def _folder(home: Path, agency: str) -> Path:
    return home / "demo" / f"witness-{agency}"


def _watch(folder: Path, url: str) -> None:
    """The demonstration is served on another port today: its witnesses ask there."""
    parts = json.loads((folder / CONFIG).read_text("utf-8"))
    (folder / CONFIG).write_text(json.dumps(parts | {"house": url}, indent=1), "utf-8")


@contextmanager
def running_witnesses(folders: list[Path]) -> Iterator[None]:
    """The witnesses run while the block does."""
    command = [sys.executable, "-m", "takatuf.config.cli", "witness", "run"]
    running = [
        subprocess.Popen(
            [*command, str(folder), "--every", str(LOOKS_EVERY)], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for folder in folders
    ]  # fmt: skip
    try:
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=10)
