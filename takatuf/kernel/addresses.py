"""Network addresses: who really asks, behind proxies that we trust, and the network that an address belongs to."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
UNKNOWN = "0.0.0.0"  # noqa: S104 - a placeholder, nothing listens
_MOST_HOPS = 20


def read_networks(text: str) -> tuple[Network, ...]:
    """Networks and single addresses, separated by commas. Raises ValueError with the part that is neither."""
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


def client_address(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """The address of the client: `peer`, or what the proxies that we trust say stands behind them.

    `forwarded` is the header X-Forwarded-For. It is read from its end, only as long as each hop is a trusted proxy: what
    a client wrote into it before the first trusted proxy is never believed.
    """
    address = _read(peer)
    hops = forwarded.split(",")[-_MOST_HOPS:] if forwarded else []
    while address is not None and hops and any(address in network for network in trusted):
        before = _read(hops.pop())
        if before is None:
            break
        address = before
    return str(address) if address is not None else UNKNOWN


def network_of(address: str) -> str:
    """The first 24 bits of an IPv4 address, the first 48 of an IPv6 address: what one subscriber or school may have."""
    read = _read(address)
    if read is None:
        return UNKNOWN
    return str(ip_network((read, 24 if read.version == 4 else 48), strict=False))


def _read(text: str) -> IPv4Address | IPv6Address | None:
    text = text.strip()
    if text.startswith("[") and "]" in text:
        text = text[1 : text.index("]")]  # [2001:db8::1]:443
    elif text.count(":") == 1:
        text = text.partition(":")[0]  # 192.0.2.1:443
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
