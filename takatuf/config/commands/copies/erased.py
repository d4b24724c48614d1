"""The list of what was erased, beside the copies: an older copy that is brought back has it erased again."""

import json
import os
from pathlib import Path
from uuid import UUID

from takatuf.config.commands.copies.manifest import BadCopy
from takatuf.keeping.actions import erase_again
from takatuf.keeping.queries import erased_list
from takatuf.kernel.clock import now

FORMAT = "takatuf-erased/1"
NAME = "erased.json"


def write_erased(path: Path) -> int:
    """Write the ids of all erased records to the file; returns how many. They lead to nobody: the keys are gone.

    What stood in the file stays in it, so that a list is never shorter after an older copy was brought back.
    """
    ids = dict.fromkeys([*(read_erased(path) if path.exists() else ()), *erased_list()])
    unfinished = path.with_suffix(".unfinished")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"format": FORMAT, "records": [str(id) for id in ids]}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    return len(ids)


def read_erased(path: Path) -> list[UUID]:
    """The ids of a list. Raises BadCopy when the file is not one."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if values["format"] != FORMAT:
            raise ValueError(FORMAT)
        return [UUID(id) for id in values["records"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadCopy(f"{path} is not a list of erased records ({FORMAT}).") from error


def replay_erased(path: Path) -> int:
    """Erase again what the list names and the database holds; returns how many keys came back and are gone again."""
    return erase_again(record_ids=read_erased(path), at=now())
