"""What stands in a line that a machine's people wrote: network addresses and hashes of files."""

import ipaddress
import re
from collections.abc import Iterator

from takatuf.people.identifiers import IdentifierKind

# MD5, SHA-1, SHA-256, SHA-384 and SHA-512, by their length in hexadecimal digits.
_HASH = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{128}|[0-9a-fA-F]{96}|[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32})(?![0-9A-Za-z])"
)
_IP = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})(?![\w.])"
)


def technical_identifiers(line: str) -> Iterator[tuple[IdentifierKind, str]]:
    """Hashes and IP addresses of a line, in reading order; numbers that only look like an address are left out."""
    found = [(match.start(), IdentifierKind.HASH, match[0]) for match in _HASH.finditer(line)]
    found += [
        (match.start(), IdentifierKind.IP, match[0]) for match in _IP.finditer(line) if _is_ip(match[0])
    ]
    for _, kind, value in sorted(found):
        yield kind, value


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
