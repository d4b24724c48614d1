"""Identifiers in one spelling each, so that the same account, number or link is found again."""

import ipaddress
import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import SplitResult, quote, unquote, urlsplit

import idna
import phonenumbers

from takatuf.kernel.arabic import european_digits, without_bidi_controls


class IdentifierKind(StrEnum):
    """What can be matched exactly."""

    ACCOUNT = "account"
    URL = "url"
    PHONE = "phone"
    EMAIL = "email"
    IP = "ip"
    DEVICE = "device"
    PAYMENT = "payment"
    HASH = "hash"


class FoundIdentifier(NamedTuple):
    """An identifier that stands in free text: its kind, as it was written, and the platform where a link names it."""

    kind: IdentifierKind
    value: str
    platform: str = ""


# Hosts whose links name an account; value: the platform's name. The path's first part is the account.
_PROFILE_HOSTS = {
    "instagram.com": "instagram",
    "tiktok.com": "tiktok",
    "twitter.com": "x",
    "x.com": "x",
    "t.me": "telegram",
    "snapchat.com": "snapchat",
    "youtube.com": "youtube",
    "facebook.com": "facebook",
}
_PLATFORM_NAMES = {
    "twitter": "x",
    "تويتر": "x",
    "تيك توك": "tiktok",
    "انستغرام": "instagram",
    "سناب شات": "snapchat",
}
_TRACKING = re.compile(r"(utm_[a-z]+|fbclid|gclid|igsh|igshid|si|ref_src|ref_url)=", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'«»،؛]+", re.IGNORECASE)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}")
_HANDLE = re.compile(r"(?<![\w@./])@([A-Za-z0-9_](?:[A-Za-z0-9_.]{0,28}[A-Za-z0-9_]))(?![\w@])")
_HEX = re.compile(r"[^0-9a-f]")
_TRAILING = ".,;:!?)]}؟،؛…"
# Spellings that are their own one form already: the general way would give the same, at ten times the cost.
_PLAIN_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}")
_PLAIN_HOST = re.compile(r"(?:(?![a-z0-9-]{2}--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.(?!$)|$))+")
_PLAIN_URL = re.compile(r"https?://([a-z0-9.-]{1,249})(/[A-Za-z0-9/._~-]*)?")
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/:@!$&'()*+,;=._~-]*")
_SAFE = "/:@!$&'()*+,;=-._~"
_PHONE_LENGTHS = range(3, 16)  # digits; a short code, up to what the telephone network carries
_SHORTEST_SERIAL = 8
_LONGEST_ACCOUNT = 200
_HASH_LENGTHS = (32, 40, 64, 96, 128)  # MD5, SHA-1, SHA-256 or PDQ, SHA-384, SHA-512


def normalise(kind: str, value: str, *, platform: str = "", region: str = "SA") -> str:
    """One spelling for an identifier, or an empty string when nothing is left that could be matched.

    Never raises for strange input: what cannot be read as its kind keeps a tidy form of its own, because a report is never refused
    for it. Accounts of different platforms are different: the platform stands before a colon. `region` reads phone
    numbers without a country code. Direction marks and characters of no width never count.
    """
    tidy = _tidy(value)
    maker = _MAKERS.get(kind) or _MAKERS[IdentifierKind(kind)]
    return maker(tidy, platform, region) if tidy else ""


def find_identifiers(text: str, *, region: str = "SA") -> list[FoundIdentifier]:
    """The links, e-mail addresses, phone numbers and @names that stand in free text, each once, in reading order.

    Conservative: what is only perhaps an identifier is left where it is; the words are kept anyway.
    """
    rest = european_digits(without_bidi_controls(text))
    found: list[tuple[int, FoundIdentifier]] = []
    for pattern, kind in ((_LINK, IdentifierKind.URL), (_EMAIL, IdentifierKind.EMAIL)):
        matches = pattern.finditer(rest)
        found += [(match.start(), FoundIdentifier(kind, match[0].rstrip(_TRAILING))) for match in matches]
        rest = pattern.sub(lambda match: " " * len(match[0]), rest)
    numbers = phonenumbers.PhoneNumberMatcher(rest, region, leniency=phonenumbers.Leniency.VALID)
    found += [(match.start, FoundIdentifier(IdentifierKind.PHONE, match.raw_string)) for match in numbers]
    handles = _HANDLE.finditer(rest)
    found += [(match.start(), FoundIdentifier(IdentifierKind.ACCOUNT, match[1])) for match in handles]
    ordered = [identifier for _, identifier in sorted(found, key=lambda entry: entry[0])]
    return _once(ordered, region)


def platform_of(url: str) -> str:
    """The platform that a link belongs to, or its host; empty for what is not a link."""
    host = (_split(_tidy(url)).hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("vm.")
    return _PROFILE_HOSTS.get(host, host)


def account_in(url: str) -> FoundIdentifier | None:
    """The account that a profile link names, where its host is one that we know."""
    parts = _split(_tidy(url))
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    steps = [unquote(step) for step in parts.path.split("/") if step]
    if host == "snapchat.com" and steps[:1] == ["add"]:
        steps = steps[1:]
    if host not in _PROFILE_HOSTS or len(steps) != 1 or not _HANDLE.fullmatch("@" + steps[0].lstrip("@")):
        return None
    return FoundIdentifier(IdentifierKind.ACCOUNT, steps[0].lstrip("@"), _PROFILE_HOSTS[host])


def kinds_that_fit(text: str) -> list[IdentifierKind]:
    """What a text that somebody typed alone may be, for looking it up: often several, since a number may be an account's name."""
    tidy = _tidy(text)
    plain = re.sub(r"[\s:()+-]", "", tidy)
    fits = {
        IdentifierKind.EMAIL: bool(_EMAIL.fullmatch(tidy)),
        IdentifierKind.URL: "/" in tidy or bool(_PLAIN_HOST.fullmatch(tidy) and "." in tidy),
        IdentifierKind.PHONE: plain.isdigit() and len(plain) in _PHONE_LENGTHS,
        IdentifierKind.IP: bool(_PLAIN_IPV4.fullmatch(tidy)) or tidy.count(":") > 1,
        IdentifierKind.HASH: len(tidy) in _HASH_LENGTHS and not _HEX.search(tidy.casefold()),
        IdentifierKind.DEVICE: plain.isalnum() and len(plain) >= _SHORTEST_SERIAL,
        IdentifierKind.PAYMENT: plain.isalnum() and len(plain) >= _SHORTEST_SERIAL,
        IdentifierKind.ACCOUNT: bool(tidy) and len(tidy) <= _LONGEST_ACCOUNT,
    }
    return [kind for kind, may_be in fits.items() if may_be]


def _once(identifiers: list[FoundIdentifier], region: str) -> list[FoundIdentifier]:
    seen: dict[tuple[str, str], FoundIdentifier] = {}
    for identifier in identifiers:
        key = (identifier.kind.value, normalise(identifier.kind, identifier.value, region=region))
        seen.setdefault(key, identifier)
    return list(seen.values())


def _tidy(value: str) -> str:
    if value.isascii() and value.isprintable():  # what follows changes nothing in it
        return " ".join(value.split()) if " " in value else value
    plain = unicodedata.normalize("NFKC", without_bidi_controls(value))
    kept = "".join(letter for letter in plain if letter.isspace() or unicodedata.category(letter) != "Cc")
    return " ".join(european_digits(kept).split())


def _account(tidy: str, platform: str) -> str:
    named = account_in(tidy) if "/" in tidy else None
    if named:
        tidy, platform = named.value, named.platform
    name = unicodedata.normalize("NFC", tidy.lstrip("@ ").replace(" ", "").casefold())
    place = _tidy(platform).casefold()
    place = _PLATFORM_NAMES.get(place, place).replace(" ", "")
    return f"{place}:{name}" if place and name else name


def _phone(tidy: str, region: str) -> str:
    digits = re.sub(r"[^0-9+]", "", tidy.casefold().removeprefix("tel:"))
    try:
        number = phonenumbers.parse("+" + digits[2:] if digits.startswith("00") else digits, region)
    except phonenumbers.NumberParseException:
        return digits
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _ip(tidy: str) -> str:
    if _PLAIN_IPV4.fullmatch(tidy):
        return tidy
    try:
        address = ipaddress.ip_address(tidy.strip("[]").replace(" ", "").partition("%")[0])
    except ValueError:
        return tidy.casefold()
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


def _split(tidy: str) -> SplitResult:
    text = tidy if "://" in tidy else f"https://{tidy}"
    try:
        parts = urlsplit(text)
        _ = parts.port  # a broken port shows only when it is asked for
    except ValueError:
        return SplitResult("", "", tidy, "", "")
    return parts


def _url(tidy: str) -> str:
    plain = _PLAIN_URL.fullmatch(tidy)
    if plain and _PLAIN_HOST.fullmatch(plain[1]):
        return plain[1].removeprefix("www.") + (plain[2] or "").rstrip("/")
    return _url_of_parts(tidy)


def _url_of_parts(tidy: str) -> str:
    parts = _split(tidy.replace(" ", "%20"))
    if not parts.hostname:
        return tidy.casefold()
    host = _host(parts.hostname)
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    path = parts.path if _PLAIN_PATH.fullmatch(parts.path) else quote(unquote(parts.path), safe=_SAFE)
    kept = [part for part in parts.query.split("&") if part and not _TRACKING.match(part)]
    query = "?" + "&".join(kept) if kept else ""
    # http and https, with and without www., show the same page; the fragment never reaches the server.
    return f"{host.removeprefix('www.')}{port}{path.rstrip('/')}{query}"


def _host(host: str) -> str:
    if _PLAIN_HOST.fullmatch(host) and len(host) < 250:
        return host
    try:
        return idna.encode(host.rstrip("."), uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return host.rstrip(".").casefold()


# What makes the one spelling of each kind, from the tidy value, the platform and the region.
_MAKERS: dict[str, Callable[[str, str, str], str]] = {
    IdentifierKind.ACCOUNT: lambda tidy, platform, _: _account(tidy, platform),
    IdentifierKind.URL: lambda tidy, _, __: _url(tidy),
    IdentifierKind.PHONE: lambda tidy, _, region: _phone(tidy, region),
    IdentifierKind.EMAIL: lambda tidy, _, __: tidy.replace(" ", "").removeprefix("mailto:").casefold(),
    IdentifierKind.IP: lambda tidy, _, __: _ip(tidy),
    IdentifierKind.DEVICE: lambda tidy, _, __: re.sub(r"[\s:-]", "", tidy).casefold(),
    IdentifierKind.PAYMENT: lambda tidy, _, __: re.sub(r"[\s-]", "", tidy).upper(),
    IdentifierKind.HASH: lambda tidy, _, __: _HEX.sub("", tidy.casefold()),
}
