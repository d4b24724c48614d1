"""System users that a root process drops to, and folders that are theirs."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from takatuf.kernel.errors import Refused


class EmbeddedRefused(Refused):
    """The embedded database cannot be run as asked; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class ServiceUser:
    """An operating-system user that a root process becomes for a child."""

    name: str
    uid: int
    gid: int
    home: str

    def popen(self, *groups: int) -> dict[str, Any]:
        """Arguments for subprocess that drop to this user, with these further groups and no others."""
        return {"user": self.uid, "group": self.gid, "extra_groups": list(groups)}


def service_user(name: str) -> ServiceUser:
    """The system user of that name, made when it is missing. Only root may ask."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        command = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
        if command is None:
            raise EmbeddedRefused(
                f"The system user {name} is missing and there is no useradd to make it."
            ) from None
        subprocess.run(
            [command, "--system", "--user-group", "--no-create-home", "--home-dir", "/", "--shell", "/usr/sbin/nologin", name],
            check=False, capture_output=True,
        )  # fmt: skip
        try:  # another starter may have made it in the meantime; what counts is that it is there
            entry = pwd.getpwnam(name)
        except KeyError:
            raise EmbeddedRefused(
                f"The system user {name} could not be made; make it with: useradd --system {name}"
            ) from None
    return ServiceUser(name, entry.pw_uid, entry.pw_gid, entry.pw_dir or "/")


def own_folder(path: Path, mode: int, owner: ServiceUser | None, group: ServiceUser | None = None) -> None:
    """Make the folder, or check that it is one of ours, and give it exactly this owner and mode."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    allowed = {os.geteuid()} | ({owner.uid} if owner else set())
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in allowed:
        raise EmbeddedRefused(f"{path} exists and is not a folder of ours; move it away.")
    if owner is not None:
        os.chown(path, owner.uid, (group or owner).gid, follow_symlinks=False)
    if stat.S_IMODE(found.st_mode) != mode or owner is not None:
        path.chmod(mode)


def write_file(path: Path, text: str) -> None:
    """Replace the file in one step."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.chmod(0o644)
    fresh.replace(path)
