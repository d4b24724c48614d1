"""Watching the ledger from another agency: no database, no Django, a folder of its own."""

import logging
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from takatuf.kernel.clock import now
from takatuf.kernel.errors import Refused
from takatuf.ledger.verifier import BadNote, VKey, read_vkey
from takatuf.ledger.witness.comparing import Shown, SplitView, compare, shown_in
from takatuf.ledger.witness.keeping import WitnessUnfit, load_witness, make_witness
from takatuf.ledger.witness.watching import Alarm, HouseAway, call_house, look

ALARM_STATUS = 3  # rolled back, rewritten or split: somebody must be told
LEAST_EVERY = 5

log = logging.getLogger("takatuf.witness")


def _passphrase() -> bytes | None:
    return os.environ.get("TAKATUF_WITNESS_PASSPHRASE", "").encode() or None


def begin(*, folder: str, name: str, house: str, key: str) -> int:
    """Make a witness's folder and key, and print the line that the house enrols. Raises WitnessUnfit."""
    try:
        house_key = Path(key).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WitnessUnfit(f"The house's key {key} cannot be read: {error}") from error
    witness = make_witness(
        Path(folder), name=name, house_url=house, house_key=house_key, passphrase=_passphrase()
    )
    print(witness.vkey)
    print("Give this line to the house by a way that it trusts, on paper or by telephone.", file=sys.stderr)
    return 0


def run(*, folder: str, every: int, once: bool) -> int:
    """Look again and again, or once. 0 cosigned, 1 the house was away or the folder unfit, 3 an alarm.

    After an alarm it goes on looking, and goes on refusing; with `once` it ends.
    """
    witness = load_witness(Path(folder), passphrase=_passphrase())
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(message)s")
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        stopping.set()

    if not once:
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
    alarmed = False
    while True:
        status = 1
        try:
            done = look(witness, at=now())
            status = 0
            if done.grew or once:
                log.info("cosigned: size=%s", done.size)
        except Alarm as alarm:
            status, alarmed = ALARM_STATUS, True
            log.critical("ALARM %s: %s", alarm.kind, alarm)
        except HouseAway as away:
            log.warning("%s", away)
        if once or stopping.wait(max(every, LEAST_EVERY)):
            return ALARM_STATUS if alarmed else status if once else 0


def compare_files(*, first: str, second: str, key: str | None, house: str | None) -> int:
    """Hold what two witnesses were shown against each other. 0 they agree, 3 two ledgers are kept; Raises CannotCompare."""
    keys = _house_keys(Path(first), key)
    shown = [shown_in(_heads_file(Path(path)), keys) for path in (first, second)]
    found = compare(shown[0], shown[1], house=(house or "").rstrip("/"), call=call_house if house else None)
    if isinstance(found, SplitView):
        print("SPLIT VIEW: the house signed two heads that cannot be of one ledger.", file=sys.stderr)
        for one in (found.first, found.second):
            print(_words(one))
        return ALARM_STATUS
    print(f"The two agree: {found} heads were held against each other.")
    return 0


def _words(one: Shown) -> str:
    return f"--- {one.head.size} lines\n{one.note}"


def _heads_file(path: Path) -> Path:
    return path / "signed.jsonl" if path.is_dir() else path


def _house_keys(first: Path, key: str | None) -> list[VKey]:
    """The pinned ledger keys: from `--key`, or from the witness's folder that holds the first file."""
    if key is None:
        folder = first if first.is_dir() else first.parent
        return list(load_witness(folder, passphrase=_passphrase()).houses)
    try:
        lines = Path(key).read_text("utf-8").splitlines()
        return [read_vkey(line) for line in lines if line.strip() and not line.startswith("#")]
    except (OSError, UnicodeDecodeError, BadNote) as error:
        raise Refused(f"The key file {key} cannot be used: {error}") from error
