"""Every setting is an environment variable, read once into one typed object."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from takatuf.exchange.gateways.signing import secret_bytes
from takatuf.exchange.gateways.smtp import SmtpServer, Tls
from takatuf.kernel.addresses import Network, read_networks
from takatuf.kernel.errors import InvalidInput, Refused
from takatuf.web.packs import Pack, PackFault, read_packs

_LOCAL = {"127.0.0.1", "::1", "localhost"}
CHECKOUT = Path(__file__).resolve().parents[2]


class BadSetting(Refused):
    """A setting that cannot be used; the sentence names it."""


@dataclass(frozen=True)
class Environment:
    """What the surroundings say. Paths are absolute; addresses of databases are as given, or None for the embedded one."""

    mode: str
    home: Path
    keys: Path
    keys_passphrase: str | None = field(repr=False)
    database_url: str | None = field(repr=False)
    keeper_url: str | None = field(repr=False)
    admin_url: str | None = field(repr=False)
    database_name: str
    hosts: tuple[str, ...]
    https: bool
    emergency_number: str
    emergency_text_number: str
    elsewhere_number: str
    child_helpline: str
    glossary: Path | None
    keeping_times: Path | None
    packs: tuple[Pack, ...]
    sign_language: str
    children_by_region: Path | None
    quick_exit_url: str
    intake_agency: str
    country: str
    ledger_origin: str
    calendars: str
    trusted_proxies: tuple[Network, ...]
    documents: tuple[str, ...]
    calm_site: int
    calm_network: int
    burst_network: int
    monthly_epsilon: float | None
    openid_server: str | None
    openid_client: str | None
    openid_secret: str | None = field(repr=False)
    smtp: SmtpServer | None
    signer_file: Path | None
    signer_passphrase_file: Path | None
    signer_token: str | None
    signer_revocations_file: Path | None
    stamp_url: str | None
    stamp_roots_file: Path | None
    public_url: str
    gateway_url: str | None
    gateway_secret: str | None = field(repr=False)

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
    name = "TAKATUF_KEYS_PASSPHRASE_FILE"
    return word_in(variables.get(name, ""), name) or variables.get("TAKATUF_KEYS_PASSPHRASE") or None


def _path(variables: Mapping[str, str], name: str) -> Path | None:
    value = variables.get(name)
    return Path(value).resolve() if value else None


def _read_once(
    variables: Mapping[str, str], name: str, read: Callable[[Path], object], fault: type[Exception]
) -> Path | None:
    """A file of the country's own, read at the start so that a fault in it is named then and not on a page."""
    if (path := _path(variables, name)) is not None:
        try:
            read(path)
        except fault as found:
            raise BadSetting(f"{name}: {str(found).rstrip('.')}.") from found
    return path


def _glossary(variables: Mapping[str, str]) -> Path | None:
    from takatuf.awareness.glossary import GlossaryFault, read_glossary

    return _read_once(variables, "TAKATUF_GLOSSARY", read_glossary, GlossaryFault)


def _keeping_times(variables: Mapping[str, str]) -> Path | None:
    from takatuf.keeping.files import TimesFault, read_times

    return _read_once(variables, "TAKATUF_KEEPING_TIMES", read_times, TimesFault)


def _children(variables: Mapping[str, str]) -> Path | None:
    from takatuf.insight.population import ChildrenFault, read_children

    return _read_once(variables, "TAKATUF_CHILDREN_BY_REGION", read_children, ChildrenFault)


def _packs(variables: Mapping[str, str]) -> tuple[Pack, ...]:
    """The languages beside Arabic and English, read once so that a fault in one is named at the start."""
    if (folder := _path(variables, "TAKATUF_LANGUAGES")) is None:
        return ()
    try:
        return read_packs(folder)
    except PackFault as fault:
        raise BadSetting(f"TAKATUF_LANGUAGES: {fault}") from fault


def _networks(variables: Mapping[str, str], name: str) -> tuple[Network, ...]:
    try:
        return read_networks(variables.get(name, ""))
    except ValueError as error:
        raise BadSetting(f"{name} names addresses or networks, separated by commas: {error}.") from None


def _codes(variables: Mapping[str, str], name: str) -> tuple[str, ...]:
    codes = tuple(code.strip() for code in variables.get(name, "").split(",") if code.strip())
    if odd := [code for code in codes if not re.fullmatch(r"[-a-zA-Z0-9_]{1,50}", code)]:
        raise BadSetting(f"{name} names agencies by their codes, separated by commas; {odd[0]!r} is no code.")
    return codes


def _hosts(variables: Mapping[str, str]) -> tuple[str, ...]:
    """The names under which the pages may be called. A star would let any page of the world call itself ours in links."""
    hosts = tuple(host.strip() for host in variables.get("TAKATUF_HOSTS", "").split(",") if host.strip())
    if odd := [host for host in hosts if not re.fullmatch(r"\.?[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\]", host)]:
        raise BadSetting(
            f"TAKATUF_HOSTS names hosts, separated by commas, without a port; {odd[0]!r} is none."
        )
    return hosts or ("127.0.0.1", "localhost")


def _count(variables: Mapping[str, str], name: str, usual: int) -> int:
    text = variables.get(name) or str(usual)
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise BadSetting(f"{name} is {text!r}; it is a whole number from 1 on.")
    return int(text)


def _epsilon(variables: Mapping[str, str]) -> float | None:
    """The epsilon of the monthly series; None where there is none."""
    text = variables.get("TAKATUF_MONTHLY_EPSILON", "")
    if not text:
        return None
    if not re.fullmatch(r"(0\.[0-9]{1,3}|1(\.0{1,3})?)", text) or float(text) < 0.05:
        raise BadSetting(f"TAKATUF_MONTHLY_EPSILON is {text!r}; it is a number from 0.05 to 1, like 0.5.")
    return float(text)


def _database_urls(variables: Mapping[str, str]) -> list[str | None]:
    """The addresses for the pages, the keeper and the administrator; the last may be missing while nothing is migrated."""
    names = ("DATABASE_URL", "DATABASE_KEEPER_URL", "DATABASE_ADMIN_URL")
    urls = [variables.get(name) or None for name in names]
    for name, url in zip(names, urls, strict=True):
        if url:
            try:
                parts = parts_of(url)
            except ValueError:
                raise BadSetting(f"{name} has a port that is no number.") from None
            except BadSetting as refusal:
                raise BadSetting(f"{name}: {refusal}") from None
            if not parts["NAME"]:
                raise BadSetting(f"{name} names no database.")
    missing = [name for name, url in zip(names[:2], urls[:2], strict=True) if not url]
    if any(urls) and missing:
        raise BadSetting(f"{missing[0]} is not set: set all three database addresses, or none.")
    if len({parts_of(url)["NAME"] for url in urls if url}) > 1:
        raise BadSetting(f"{', '.join(names)} do not name the same database; one house is one database.")
    return urls


def _refuse_odd_values(variables: Mapping[str, str]) -> None:
    if (https := variables.get("TAKATUF_HTTPS", "0")) not in {"0", "1"}:
        raise BadSetting(f"TAKATUF_HTTPS is {https!r}; it may be 1 or 0.")
    name = variables.get("TAKATUF_DATABASE_NAME", "takatuf")
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", name):
        raise BadSetting(f"TAKATUF_DATABASE_NAME is {name!r}; small letters, digits and _ make a name.")
    sign = variables.get("TAKATUF_SIGN_LANGUAGE", "")
    if sign and not (sign.startswith("https://") or re.fullmatch(r"\+?[0-9]{3,15}", sign)):
        raise BadSetting("TAKATUF_SIGN_LANGUAGE is the address of a relay (https://...) or a number.")
    if not variables.get("TAKATUF_QUICK_EXIT_URL", "https://").startswith("https://"):
        raise BadSetting("TAKATUF_QUICK_EXIT_URL must begin with https://.")
    sign_on = ("TAKATUF_OPENID_SERVER", "TAKATUF_OPENID_CLIENT", "TAKATUF_OPENID_SECRET")
    unset = [name for name in sign_on if not variables.get(name)]
    if unset and len(unset) < len(sign_on):
        raise BadSetting(f"{unset[0]} is not set: single sign-on needs {', '.join(sign_on)}.")


def _address(name: str, url: str) -> SplitResult:
    """An address in its parts. Raises BadSetting for one that is none."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise BadSetting(f"{name} is no address.") from None
    return parts


def _service(variables: Mapping[str, str], name: str, *, plain: bool) -> str | None:
    """The address of a service that we call: https, or plain http on this machine, and where what it answers is signed."""
    url = variables.get(name) or None
    if url:
        parts = _address(name, url)
        may_be_plain = plain or parts.hostname in _LOCAL
        if not parts.hostname or parts.scheme not in ({"http", "https"} if may_be_plain else {"https"}):
            raise BadSetting(
                f"{name} must begin with {'http:// or ' if plain else ''}https:// and name a host."
            )
    return url


def _public_url(variables: Mapping[str, str]) -> str:
    """Where the public finds the pages, without a path or a slash at its end; empty: as each call names it."""
    url = variables.get("TAKATUF_PUBLIC_URL", "").rstrip("/")
    parts = _address("TAKATUF_PUBLIC_URL", url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query):
        raise BadSetting(
            "TAKATUF_PUBLIC_URL must be an address without a path, like https://report.example.org."
        )
    return url


def _gateway_secret(variables: Mapping[str, str]) -> str | None:
    """The secret with which calls to the gateway are signed; its address and its secret go together."""
    url, path = variables.get("TAKATUF_GATEWAY_URL"), variables.get("TAKATUF_GATEWAY_SECRET_FILE")
    if bool(url) != bool(path):
        raise BadSetting(
            "TAKATUF_GATEWAY_URL and TAKATUF_GATEWAY_SECRET_FILE go together: set both, or none."
        )
    if not url or not path:
        return None
    parts = _address("TAKATUF_GATEWAY_URL", url)
    is_local = parts.hostname in _LOCAL
    if not parts.hostname or parts.scheme not in ({"http", "https"} if is_local else {"https"}):
        raise BadSetting("TAKATUF_GATEWAY_URL must begin with https:// and name a host.")
    secret = word_in(path, "TAKATUF_GATEWAY_SECRET_FILE")
    try:
        secret_bytes(secret)
    except InvalidInput:
        raise BadSetting(
            'TAKATUF_GATEWAY_SECRET_FILE must hold "whsec_" and base64 of 24 to 64 bytes.'
        ) from None
    return secret


def _ledger_origin(variables: Mapping[str, str]) -> str:
    """The ledger's name in every signed head (C2SP: an address without its scheme); another name is another ledger."""
    origin = variables.get("TAKATUF_LEDGER_ORIGIN") or "takatuf.local/ledger"
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,100}(/[A-Za-z0-9._-]{1,50}){0,4}", origin):
        raise BadSetting(
            f"TAKATUF_LEDGER_ORIGIN is {origin!r}; it is an address without https://, like report.example.org/ledger."
        )
    return origin


def _calendars(variables: Mapping[str, str]) -> str:
    """Which days pages write: "both" Gregorian and Hijri, usual in Saudi Arabia, or "gregorian" alone."""
    usual = "both" if variables.get("TAKATUF_COUNTRY", "SA") == "SA" else "gregorian"
    calendars = variables.get("TAKATUF_CALENDARS") or usual
    if calendars not in {"both", "gregorian"}:
        raise BadSetting(f"TAKATUF_CALENDARS is {calendars!r}; it may be both or gregorian.")
    return calendars


_MAIL_PORTS = {Tls.WHOLE: 465, Tls.STARTTLS: 587, Tls.NONE: 25}


def _smtp(variables: Mapping[str, str]) -> SmtpServer | None:
    """The mail server for notices; None where none is named. Raises BadSetting for half of one, or an open way to another host."""
    host, sender = variables.get("TAKATUF_SMTP_HOST", ""), variables.get("TAKATUF_SMTP_FROM", "")
    if bool(host) != bool(sender):
        raise BadSetting("TAKATUF_SMTP_HOST and TAKATUF_SMTP_FROM go together: set both, or none.")
    if not host:
        return None
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", sender):
        raise BadSetting(
            f"TAKATUF_SMTP_FROM is {sender!r}; it is the e-mail address from which notices come."
        )
    wanted = variables.get("TAKATUF_SMTP_TLS", Tls.STARTTLS)
    if wanted not in set(Tls):
        raise BadSetting(f"TAKATUF_SMTP_TLS is {wanted!r}; it may be starttls, tls or none.")
    tls = Tls(wanted)
    if tls is Tls.NONE and host not in _LOCAL:
        raise BadSetting("TAKATUF_SMTP_TLS may be none only for a server on this machine.")
    user, path = variables.get("TAKATUF_SMTP_USER", ""), variables.get("TAKATUF_SMTP_PASSWORD_FILE", "")
    if bool(user) != bool(path):
        raise BadSetting("TAKATUF_SMTP_USER and TAKATUF_SMTP_PASSWORD_FILE go together: set both, or none.")
    port = _count(variables, "TAKATUF_SMTP_PORT", _MAIL_PORTS[tls])
    return SmtpServer(host, port, sender, tls, user, word_in(path, "TAKATUF_SMTP_PASSWORD_FILE"))


def word_in(path: str, name: str) -> str:
    """What a file of one secret holds; empty without a path. Raises BadSetting, also for a file without a word in it."""
    if not path:
        return ""
    try:
        word = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise BadSetting(f"{name} cannot be read ({path}: {reason}).") from error
    if not word:
        raise BadSetting(f"{name} names a file without a word in it ({path}).")
    return word


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
    urls = _database_urls(variables)
    _refuse_odd_values(variables)
    return Environment(
        mode=mode,
        home=home,
        keys=keys,
        keys_passphrase=_passphrase(variables),
        database_url=urls[0],
        keeper_url=urls[1],
        admin_url=urls[2],
        database_name=variables.get("TAKATUF_DATABASE_NAME", "takatuf"),
        hosts=_hosts(variables),
        https=variables.get("TAKATUF_HTTPS", "1" if mode == "production" else "0") == "1",
        emergency_number=variables.get("TAKATUF_EMERGENCY_NUMBER", "911"),
        emergency_text_number=variables.get("TAKATUF_EMERGENCY_TEXT_NUMBER", ""),
        elsewhere_number=variables.get("TAKATUF_ELSEWHERE_NUMBER", ""),
        child_helpline=variables.get("TAKATUF_CHILD_HELPLINE", "116111"),
        glossary=_glossary(variables),
        keeping_times=_keeping_times(variables),
        packs=_packs(variables),
        sign_language=variables.get("TAKATUF_SIGN_LANGUAGE", ""),
        children_by_region=_children(variables),
        quick_exit_url=variables.get("TAKATUF_QUICK_EXIT_URL", "https://www.bbc.com/weather"),
        country=variables.get("TAKATUF_COUNTRY", "SA"),
        ledger_origin=_ledger_origin(variables),
        calendars=_calendars(variables),
        intake_agency=variables.get("TAKATUF_INTAKE_AGENCY", "centre"),
        trusted_proxies=_networks(variables, "TAKATUF_TRUSTED_PROXIES"),
        calm_site=_count(variables, "TAKATUF_CALM_SITE", 120),
        calm_network=_count(variables, "TAKATUF_CALM_NETWORK", 40),
        burst_network=_count(variables, "TAKATUF_BURST_NETWORK", 20),
        monthly_epsilon=_epsilon(variables),
        documents=_codes(variables, "TAKATUF_DOCUMENTS"),
        openid_server=_service(variables, "TAKATUF_OPENID_SERVER", plain=False),
        openid_client=variables.get("TAKATUF_OPENID_CLIENT") or None,
        openid_secret=variables.get("TAKATUF_OPENID_SECRET") or None,
        smtp=_smtp(variables),
        signer_file=_path(variables, "TAKATUF_SIGNER_FILE"),
        signer_passphrase_file=_path(variables, "TAKATUF_SIGNER_PASSPHRASE_FILE"),
        signer_token=variables.get("TAKATUF_SIGNER_TOKEN") or None,
        signer_revocations_file=_path(variables, "TAKATUF_SIGNER_REVOCATIONS_FILE"),
        stamp_url=_service(variables, "TAKATUF_STAMP_URL", plain=True),
        stamp_roots_file=_path(variables, "TAKATUF_STAMP_ROOTS_FILE"),
        public_url=_public_url(variables),
        gateway_url=variables.get("TAKATUF_GATEWAY_URL") or None,
        gateway_secret=_gateway_secret(variables),
    )


def parts_of(url: str) -> dict[str, str | int | dict[str, str]]:
    """A postgresql:// address as the parts that Django's DATABASES wants."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise BadSetting("A database address must begin with postgresql://.")
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    host = unquote(options.pop("host", "") or parts.hostname or "")
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": parts.port or "",
        "OPTIONS": {key: unquote(value) for key, value in options.items()},
    }
