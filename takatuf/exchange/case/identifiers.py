"""What a case knows of accounts, telephones, addresses and links, in the words of UCO 1.4; for laboratories and police, by name.

Each node says whose it is as the record says it, and where it stands (a report, or a person by the role in the case): an
identifier is never said to be a person (practice.md 20). `takatuf:` terms stand beside what the ontology has no word for.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid5

from takatuf.evidence.case_uco import CONTEXT, Node
from takatuf.people.identifiers import IdentifierKind as Kind
from takatuf.people.queries import IdentifierView

#: Length of a hash as it is written -> its method.
_METHODS = {32: "MD5", 40: "SHA1", 64: "SHA256"}


@dataclass(frozen=True, slots=True)
class Known:
    """An identifier and where it stands: `report R-26-1`, `suspect`."""

    identifier: IdentifierView
    stands_in: str


def identifiers_graph(rows: Iterable[Known]) -> Node:
    """One JSON-LD document, a node for each identifier; its context is inside and nothing is fetched."""
    return {"@context": CONTEXT, "@graph": [_node(row) for row in rows]}


def _node(row: Known) -> Node:
    found = row.identifier
    kind, facet = _observable(found)
    node: Node = {
        "@id": f"kb:{kind}-{uuid5(found.id, kind)}",
        "@type": f"uco-observable:{kind}",
        "takatuf:identifierKind": str(found.kind),
        "takatuf:standsIn": row.stands_in,
        "takatuf:whose": found.whose or "unknown",
        "takatuf:recordedAt": {"@type": "xsd:dateTime", "@value": found.recorded_at.isoformat(timespec="seconds")},
    }  # fmt: skip
    if found.platform:
        node["takatuf:platform"] = found.platform
    if facet:
        name = facet["@type"].partition(":")[2]
        node["uco-core:hasFacet"] = [{"@id": f"kb:{name}-{uuid5(found.id, name)}", **facet}]
    else:
        node["takatuf:value"] = found.value
    return node


def _observable(found: IdentifierView) -> tuple[str, Node]:
    """The class of the thing, and the facet that holds its value; no facet where the ontology has none that fits."""
    kind, value = Kind(found.kind), found.value
    if kind is Kind.IP:
        return _ip_address(value)
    if kind is Kind.HASH:
        return "ObservableObject", _hash(found)
    name, facet, property_name = _FACETS[kind]
    return name, {"@type": f"uco-observable:{facet}", f"uco-observable:{property_name}": value}


_FACETS = {
    Kind.ACCOUNT: ("DigitalAccount", "AccountFacet", "accountIdentifier"),
    Kind.PAYMENT: ("DigitalAccount", "AccountFacet", "accountIdentifier"),
    Kind.URL: ("URL", "URLFacet", "fullValue"),
    Kind.PHONE: ("PhoneAccount", "PhoneAccountFacet", "phoneNumber"),
    Kind.EMAIL: ("EmailAddress", "EmailAddressFacet", "addressValue"),
    Kind.DEVICE: ("Device", "DeviceFacet", "serialNumber"),
}


def _ip_address(value: str) -> tuple[str, Node]:
    try:
        version = ipaddress.ip_address(value.strip()).version
    except ValueError:
        return "ObservableObject", {}
    name = f"IPv{version}Address"
    return name, {"@type": f"uco-observable:{name}Facet", "uco-observable:addressValue": value.strip()}


def _hash(found: IdentifierView) -> Node:
    value = found.value.strip()
    method = _METHODS.get(len(value))
    if method is None or not all(letter in "0123456789abcdefABCDEF" for letter in value):
        return {}
    return {
        "@type": "uco-observable:ContentDataFacet",
        "uco-observable:hash": [{
            "@id": f"kb:Hash-{uuid5(found.id, 'Hash')}", "@type": "uco-types:Hash", "uco-types:hashMethod": method,
            "uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": value.upper()},
        }],
    }  # fmt: skip
