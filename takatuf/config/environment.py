"""Every setting is an environment variable, read once into one typed object."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from takatuf.kernel.errors import Refused

CHECKOUT = Path(__file__).resolve().parents[2]


class BadSetting(Refused):
    """A setting that cannot be used; the sentence names it."""


@dataclass(frozen=True)
class Environment:
    """What the surroundings say. Paths are absolute; addresses of databases are as given, or None for the embedded one."""

    mode: str
    home: Path
    keys: Path
    keys_passphrase: str | None
    database_url: str | None
    keeper_url: str | None
    admin_url: str | None
    database_name: str
    hosts: tuple[str, ...]
    https: bool
    emergency_number: str
    child_helpline: str
    quick_exit_url: str
    intake_agency: str
    openid_server: str | None
    openid_client: str | None
    openid_secret: str | None
    email_url: str | None
    signer_file: Path | None
    signer_passphrase_file: Path | None

    @property
    def is_production(self) -> bool:
        """True unless this is the demonstration or a test."""
        return self.mode == "production"


def _default_home(variables: Mapping[str, str]) -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib/takatuf")
    base = variables.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "takatuf"


def _default_keys(variables: Mapping[str, str]) -> Path:
    if os.geteuid() == 0:
        return Path("/etc/takatuf/keys")
    base = variables.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "takatuf" / "keys"


def _passphrase(variables: Mapping[str, str]) -> str | None:
    if path := variables.get("TAKATUF_KEYS_PASSPHRASE_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return variables.get("TAKATUF_KEYS_PASSPHRASE") or None


def _path(variables: Mapping[str, str], name: str) -> Path | None:
    value = variables.get(name)
    return Path(value).resolve() if value else None


def read_environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """Read and check every setting.

    Raises BadSetting with one sentence that names the variable.
    """
    mode = variables.get("TAKATUF_MODE", "demo")
    if mode not in {"demo", "production", "test"}:
        raise BadSetting(f"TAKATUF_MODE is {mode!r}; it may be demo, production or test.")
    home = Path(variables.get("TAKATUF_HOME") or _default_home(variables)).resolve()
    keys = Path(variables.get("TAKATUF_KEYS") or _default_keys(variables)).resolve()
    for name, path in (("TAKATUF_HOME", home), ("TAKATUF_KEYS", keys)):
        if path.is_relative_to(CHECKOUT):
            raise BadSetting(
                f"{name} lies in the checkout ({path}); state and keys are kept apart from the code."
            )
    if mode == "production" and keys.is_relative_to(home):
        raise BadSetting(
            f"TAKATUF_KEYS lies inside TAKATUF_HOME ({keys}); a copy of the state would carry its keys."
        )
    urls = [
        variables.get(name) or None for name in ("DATABASE_URL", "DATABASE_KEEPER_URL", "DATABASE_ADMIN_URL")
    ]
    if urls[0] and not urls[1]:
        raise BadSetting(
            "DATABASE_URL is set, DATABASE_KEEPER_URL is not: set all three database addresses, or none."
        )
    return Environment(
        mode=mode,
        home=home,
        keys=keys,
        keys_passphrase=_passphrase(variables),
        database_url=urls[0],
        keeper_url=urls[1],
        admin_url=urls[2],
        database_name=variables.get("TAKATUF_DATABASE_NAME", "takatuf"),
        hosts=tuple((variables.get("TAKATUF_HOSTS") or "127.0.0.1,localhost").split(",")),
        https=variables.get("TAKATUF_HTTPS", "1" if mode == "production" else "0") == "1",
        emergency_number=variables.get("TAKATUF_EMERGENCY_NUMBER", "911"),
        child_helpline=variables.get("TAKATUF_CHILD_HELPLINE", "116111"),
        quick_exit_url=variables.get("TAKATUF_QUICK_EXIT_URL", "https://www.bbc.com/weather"),
        intake_agency=variables.get("TAKATUF_INTAKE_AGENCY", "centre"),
        openid_server=variables.get("TAKATUF_OPENID_SERVER") or None,
        openid_client=variables.get("TAKATUF_OPENID_CLIENT") or None,
        openid_secret=variables.get("TAKATUF_OPENID_SECRET") or None,
        email_url=variables.get("TAKATUF_EMAIL_URL") or None,
        signer_file=_path(variables, "TAKATUF_SIGNER_FILE"),
        signer_passphrase_file=_path(variables, "TAKATUF_SIGNER_PASSPHRASE_FILE"),
    )


def parts_of(url: str) -> dict[str, str | int | dict[str, str]]:
    """A postgresql:// address as the parts that Django's DATABASES wants."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise BadSetting("A database address must begin with postgresql://.")
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    host = unquote(options.pop("host", "") or parts.hostname or "")
    return {
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": parts.port or "",
        "OPTIONS": {key: unquote(value) for key, value in options.items()},
    }
