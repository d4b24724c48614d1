"""Keeps the pieces of `takatuf serve` running: the embedded database, the web server and the worker."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from takatuf.config.embedded import EmbeddedPostgres
from takatuf.config.environment import Environment, read_environment
from takatuf.config.service_users import ServiceUser, service_user
from takatuf.kernel.errors import Refused

CLIENT_USER = "takatuf"  # what web and worker become when they are started by root
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0  # seconds before a child that died is started again
STEADY_AFTER = 60.0  # seconds of life after which the delay begins anew
GRACE = 15.0  # seconds that a child may take to end
PR_SET_PDEATHSIG = 1
# What web and worker do first: read the settings, the keyring, and the certificates with which the database is reached.
_PROBE = """
from takatuf.config.django_setup import load_django
load_django()
from django.db import connections
for alias in ("default", "keeper"):
    connections[alias].ensure_connection()
"""


class CannotServe(Refused):
    """The pages cannot be served as asked; the sentence says why."""


class _Child:
    """One process that is started again whenever it ends."""

    def __init__(
        self, name: str, command: list[str], environment: Mapping[str, str], user: ServiceUser | None
    ) -> None:
        self.name = name
        self._command = command
        self._environment = dict(environment)
        self._drop: dict[str, Any] = user.popen() if user else {}
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._delay = FIRST_DELAY
        self._due = 0.0

    def keep(self, moment: float) -> None:
        """Start it when it is not there and its turn has come."""
        if self._process is not None:
            status = self._process.poll()
            if status is None:
                return
            self._kill_rest()  # a web server that was killed leaves processes that still hold the address
            self._process = None
            self._delay = (
                FIRST_DELAY if moment - self._started > STEADY_AFTER else min(self._delay * 2, LONGEST_DELAY)
            )
            self._due = moment + self._delay
            print(
                f"The {self.name} ended with {status}; it starts again in {self._delay:g} seconds.",
                flush=True,
            )
        if moment >= self._due:
            self._started = moment
            self._process = subprocess.Popen(
                self._command, env=self._environment, cwd="/", stdin=subprocess.DEVNULL, start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - one system call, no lock is taken
                umask=0o027, **self._drop,
            )  # fmt: skip

    def ask_to_end(self) -> None:
        """Send SIGTERM."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def wait(self, deadline: float) -> None:
        """Wait until it ended; what is left of it and its own children at the deadline is killed."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._kill_rest()

    def _kill_rest(self) -> None:
        """End what is left of its process group, which bears the number of the process."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)


def serve(*, host: str, port: int, with_worker: bool, environment: Mapping[str, str]) -> int:
    """Run web and worker, and the embedded database when there is no DATABASE_URL, until SIGTERM or SIGINT.

    A child that dies is started again. Returns 0. Raises CannotServe when the address is taken.
    """
    settings = read_environment(environment)
    _refuse_taken_address(host, port)
    server = (
        EmbeddedPostgres(settings.home, client_user=CLIENT_USER) if settings.database_url is None else None
    )
    started_here = server is not None and not server.is_running()
    stopping = threading.Event()
    try:
        if server is not None:
            server.ensure_started()
        user = _user_to_become(settings, environment)
        surroundings = _surroundings(settings, environment, user)
        children = _children(host, port, surroundings, user, with_worker=with_worker)
        with _signals(stopping), _database_kept(server, stopping):
            _supervise(children, stopping, host, port)
    finally:
        if server is not None and started_here:
            server.stop()
    return 0


def _children(
    host: str, port: int, surroundings: Mapping[str, str], user: ServiceUser | None, *, with_worker: bool
) -> list[_Child]:
    workers = surroundings.get("TAKATUF_WEB_WORKERS") or "2"
    threads = surroundings.get("TAKATUF_WEB_THREADS") or "32"  # each holds a connection to the database
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--workers", workers, "--blocking-threads", threads, "--no-ws", "--respawn-failed-workers"]
    web += ["--log-level", "error", "takatuf.config.wsgi:application"]
    children = [_Child("web server", web, surroundings, user)]
    if with_worker:
        work = [sys.executable, "-m", "takatuf.config.cli", "work"]
        children.append(_Child("worker", work, surroundings, user))
    return children


def _surroundings(
    settings: Environment, environment: Mapping[str, str], user: ServiceUser | None
) -> dict[str, str]:
    """What the children read. The address of the database's administrator is not for them, nor root's own home.

    libpq looks for certificates in the home of who asks: in root's, which is closed to the service user, it would give up.
    """
    kept = {name: value for name, value in environment.items() if name != "DATABASE_ADMIN_URL"}
    if user is not None:
        kept |= {"HOME": user.home, "USER": user.name, "LOGNAME": user.name}
    return kept | {
        "TAKATUF_HOME": str(settings.home),
        "TAKATUF_KEYS": str(settings.keys),
        "DJANGO_SETTINGS_MODULE": "takatuf.config.settings",
        "PYTHONUNBUFFERED": "1",
        # glibc keeps a heap for each of many threads, which never shrinks; Python's lock lets one of them allocate at a time.
        "MALLOC_ARENA_MAX": kept.get("MALLOC_ARENA_MAX", "2"),
    }


def _supervise(children: list[_Child], stopping: threading.Event, host: str, port: int) -> None:
    is_announced = False
    try:
        while not stopping.is_set():
            for child in children:
                child.keep(time.monotonic())
            if not is_announced and _answers(host, port):
                is_announced = True
                print(f"Takatuf is served on http://{host}:{port}/ (Ctrl-C ends it).", flush=True)
            stopping.wait(0.3)
    finally:
        for child in children:
            child.ask_to_end()
        deadline = time.monotonic() + GRACE
        for child in children:
            child.wait(deadline)


@contextmanager
def _signals(stopping: threading.Event) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        stopping.set()

    before = {
        number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _database_kept(server: EmbeddedPostgres | None, stopping: threading.Event) -> Iterator[None]:
    """While inside, a database that went away is started again, by a thread of its own since that may take a while."""
    if server is None:
        yield
        return

    def keep() -> None:
        while not stopping.wait(0.5):
            if server.is_alive():
                continue
            print("The embedded database went away; it is started again.", flush=True)
            try:
                server.ensure_started()
            except (Refused, OSError) as error:
                print(f"The embedded database did not come back: {error}", flush=True)

    keeper = threading.Thread(target=keep, name="database", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        keeper.join(GRACE)


def _user_to_become(settings: Environment, environment: Mapping[str, str]) -> ServiceUser | None:
    """The service user for web and worker; None for an ordinary user, or where that user cannot execute Python."""
    if os.geteuid() != 0:
        return None
    user = service_user(CLIENT_USER)
    reason = _failure([sys.executable, "-c", "import granian, takatuf.config"], environment, user)
    if reason is None:
        for folder in _folders_to_hand_over(settings):
            _hand_over(folder, user)
        # The settings read the keyring and whatever files the variables name.
        probe = [sys.executable, "-c", _PROBE]
        reason = _failure(probe, _surroundings(settings, environment, user), user)
    if reason is None:
        return user
    print(
        f"Web and worker run as root: the user {user.name} cannot run {sys.executable} from here, or read a file that a"
        f" setting names ({reason}). Give that user the right to read it, then start again.",
        flush=True,
    )
    return None


def _failure(command: list[str], environment: Mapping[str, str], user: ServiceUser) -> str | None:
    try:
        done = subprocess.run(
            command,
            env=dict(environment),
            cwd="/",
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
            **user.popen(),
        )
    except OSError as error:
        return error.strerror or "refused"
    if done.returncode == 0:
        return None
    lines: list[str] = done.stderr.strip().splitlines()
    return lines[-1] if lines else f"status {done.returncode}"


def _folders_to_hand_over(settings: Environment) -> list[Path]:
    """The keys, and what lies in the home besides the database's own folders and the static files."""
    own = {"pg", "pg.new", "pg.lock", "pg-conf", "pg-run", "pgbin", "static"}
    mine = (
        [path for path in settings.home.iterdir() if path.name not in own] if settings.home.exists() else []
    )
    return [path for path in (settings.keys, *mine) if path.exists()]


def _hand_over(path: Path, user: ServiceUser) -> None:
    """Give root's own files in the folder to the user; never through a link, nor a file with a second name."""
    for entry in (path, *(path.rglob("*") if path.is_dir() else ())):
        found = entry.lstat()
        if found.st_uid == 0 and not entry.is_symlink() and (entry.is_dir() or found.st_nlink == 1):
            os.chown(entry, user.uid, user.gid, follow_symlinks=False)


def _refuse_taken_address(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotServe(
                f"{host}:{port} cannot be used ({error.strerror}); choose another with --port."
            ) from error


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=0.2):
            return True
    except OSError:
        return False


_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _end_with_parent() -> None:
    """In the child: be told to end when the launcher is killed, so that none of its pieces is left alone."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
