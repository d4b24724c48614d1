"""One look of a witness at the house: fetch the newest head with its proof, judge it, cosign it, bring the cosignature back.

A witness asks; nobody needs to reach it, so it may stand behind a firewall. What the house answers is the body of
`add-checkpoint` (c2sp.org/tlog-witness), and what the witness brings back is the body of its answer.
"""

import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from takatuf.kernel.errors import Refused
from takatuf.ledger.verifier import BadNote, Checkpoint, check_note
from takatuf.ledger.witness.judging import BadRequest, add_checkpoint, read_request
from takatuf.ledger.witness.keeping import Seen, Witness

TIMEOUT = 30.0
LONGEST = 2_000_000

SENTENCES = {
    "rollback": "The ledger became shorter: {before} lines were seen, now it shows {after}. Lines that were in it are gone.",
    "other_root": "The ledger shows another content at the same {after} lines: a line was exchanged, or two ledgers are kept.",
    "inconsistent": "The ledger of {after} lines does not begin with the {before} lines that were seen: it was rewritten.",
    "gone": "The house shows no ledger any more, and {before} lines were seen. It was emptied, or something else answers there.",
    "not_the_house": "What the house's address answers is not signed by the ledger's key that is pinned here.",
}


class HouseAway(Refused):
    """The house could not be reached, or answered something that is no answer; nothing was signed, and it is tried again."""


class HouseRefused(HouseAway):
    """The house answered with a refusal; `status` says which."""

    def __init__(self, status: int, url: str) -> None:
        super().__init__(f"{url} answered {status}.")
        self.status = status


class Alarm(Refused):
    """The ledger did what it must never do. Nothing was signed; the file holds the evidence."""

    def __init__(self, kind: str, sentence: str, file: Path) -> None:
        super().__init__(f"{sentence} The evidence is in {file}.")
        self.kind, self.sentence, self.file = kind, sentence, file


@dataclass(frozen=True, slots=True)
class Cosigned:
    """What one look led to: the size and the line, and whether the ledger grew since the last look."""

    size: int
    line: str
    grew: bool


Call = Callable[[str, bytes | None], str]
"""The text that an address answers; with a body it is posted. Raises HouseRefused and HouseAway."""


def call_house(url: str, body: bytes | None) -> str:
    """A call over HTTPS, or plain HTTP to this machine alone; never through a redirection to another scheme."""
    parts = urlsplit(url)
    local = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise HouseAway(f"{url}: a witness asks over https.")
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "text/plain; charset=utf-8"})  # noqa: S310 - the scheme was looked at above
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as answer:
            data: bytes = answer.read(LONGEST + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise HouseRefused(error.code, url) from None
    except OSError as error:
        raise HouseAway(f"{url} does not answer: {error}") from error
    if len(data) > LONGEST:
        raise HouseAway(f"{url} answers more than a ledger would.")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise HouseAway(f"{url} answers something that is no text.") from error


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_more: object) -> None:
        """Refuse: whoever answers at the pinned address answers there."""


def look(witness: Witness, *, at: datetime, call: Call = call_house) -> Cosigned:
    """One look. Raises Alarm on a rollback, another root, a rewritten ledger or a stranger's signature; HouseAway otherwise.

    The line is kept before it is brought to the house; when the house is away then, the next look brings a new one.
    """
    with witness.alone():
        origin = witness.houses[0].name
        seen = witness.seen(origin)
        body = _grown_since(witness, seen, at, call)
        answer = add_checkpoint(witness, body, at=at)
        if answer.status != 200:
            raise _alarm(witness, seen, body, answer.status, at)
        size = witness.seen(origin).size
    try:
        call(f"{witness.house_url}/ledger/checkpoint/{size}/cosignatures", answer.body.encode())
    except HouseRefused as refusal:
        raise HouseAway(
            f"{size} lines were cosigned, but the house did not take it ({refusal}). Has it enrolled this witness?"
        ) from refusal
    return Cosigned(size, answer.body, size > seen.size)


def _grown_since(witness: Witness, seen: Seen, at: datetime, call: Call) -> str:
    """What the house answers since the size that was seen; an alarm when it has less, or no proof."""
    try:
        return call(f"{witness.house_url}/ledger/since/{seen.size}", None)
    except HouseRefused as refusal:
        if refusal.status == 404 and seen.size:
            sentence = SENTENCES["gone"].format(before=seen.size)
            raise Alarm("gone", sentence, witness.alarm("gone", sentence, at=at, seen=seen.note)) from refusal
        if refusal.status != 409:
            raise
    note = call(f"{witness.house_url}/ledger/checkpoint", None)
    raise _alarm(witness, seen, f"old 0\n\n{note}", 400, at)


def _alarm(witness: Witness, seen: Seen, body: str, status: int, at: datetime) -> Alarm | HouseAway:
    """The alarm that an answer of the house calls for, written to its file; HouseAway where it is no checkpoint at all."""
    try:
        note = read_request(body).note
    except BadRequest as error:
        return HouseAway(f"The house answered something that is no checkpoint: {error}")
    head = _head(witness, note)
    if head is None:
        kind, after = "not_the_house", 0
    elif head.size < seen.size:
        kind, after = "rollback", head.size
    elif head.size == seen.size and head.root != seen.root:
        kind, after = "other_root", head.size
    elif status == 422:
        kind, after = "inconsistent", head.size
    else:
        return HouseAway(f"The house answered a checkpoint that does not follow on {seen.size}.")
    sentence = SENTENCES[kind].format(before=seen.size, after=after)
    return Alarm(kind, sentence, witness.alarm(kind, sentence, at=at, seen=seen.note, shown=note, call=body))


def _head(witness: Witness, note: str) -> Checkpoint | None:
    try:
        return check_note(note, witness.houses).checkpoint
    except BadNote:
        return None
