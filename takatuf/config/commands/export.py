"""Writing records out in formats that others read."""

import os
from pathlib import Path

from takatuf.agencies.models import Worker
from takatuf.agencies.scope import worker_scope
from takatuf.exchange.case.actions import export_exhibits
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotFound, Refused


class CannotExport(Refused):
    """The export cannot be written; the sentence says what is missing."""


def export_case(code: str, *, username: str, out: str, with_names: bool) -> int:
    """Write the exhibits of a case as CASE/UCO into a folder, under the name of a member of staff. Raises CannotExport."""
    worker = Worker.objects.filter(user__username=username, is_active=True).first()
    if worker is None:
        raise CannotExport(f"Nobody signs in as {username!r}; --as names who exports.")
    try:
        with worker_scope(worker.pk) as by:
            files = export_exhibits(case_code=code, with_names=with_names, by=by, at=now())
    except NotFound:
        raise CannotExport(f"{username} reaches no case {code}.") from None
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            handle = os.open(folder / file.name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as written:
                written.write(file.data)
    except OSError as error:
        raise CannotExport(f"{folder} cannot be written: {error.strerror}.") from error
    print(f"{len(files)} exhibits of {code} are written to {folder}.")
    return 0
