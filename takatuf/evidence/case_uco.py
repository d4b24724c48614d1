"""An exhibit and its chain of custody in the words of CASE 1.5 and UCO 1.4, as JSON-LD with its context inside.

One graph an exhibit: checking a graph takes longer than its size grows. Names and descriptions are plain strings, because
the ontology refuses a language tag there; the Arabic stands beside in rdfs:label. What the ontology has no word for (a seal,
the embargo on material, the ledger's line) stands in terms of our own. No context is ever fetched.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from takatuf.evidence.models import ExhibitKind
from takatuf.evidence.queries import CustodyRow, ExhibitRow, HolderRow
from takatuf.evidence.rules import Custody

Node = dict[str, Any]

_UCO = "https://ontology.unifiedcyberontology.org/uco/"
CONTEXT: Node = {
    "kb": "urn:takatuf:kb:",
    "takatuf": "urn:takatuf:terms:",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "uco-action": f"{_UCO}action/",
    "uco-core": f"{_UCO}core/",
    "uco-identity": f"{_UCO}identity/",
    "uco-observable": f"{_UCO}observable/",
    "uco-types": f"{_UCO}types/",
}
# What the thing is; what has no class of its own is an observable object, or for paper and objects a plain one.
_CLASSES: dict[str, str] = {
    ExhibitKind.DEVICE: "uco-observable:Device",
    ExhibitKind.STORAGE: "uco-observable:StorageMedium",
    ExhibitKind.FILE: "uco-observable:File",
    ExhibitKind.STATEMENT: "uco-observable:ObservableObject",
    ExhibitKind.RECORDING: "uco-observable:File",
    ExhibitKind.PAPER: "uco-core:UcoObject",
    ExhibitKind.OBJECT: "uco-core:UcoObject",
}
_STEPS: dict[str, str] = {
    Custody.SEIZED: "seized", Custody.RECEIVED: "received", Custody.HANDED_OVER: "handed over",
    Custody.EXAMINED: "examined", Custody.RETURNED: "returned", Custody.DESTROYED: "destroyed",
}  # fmt: skip
_HASHES = (("sha256", "SHA256"), ("sha1", "SHA1"), ("md5", "MD5"))


def exhibit_graph(row: ExhibitRow, *, case_code: str, withhold: bool = True) -> Node:
    """The exhibit as one JSON-LD document: provenance record, the item with its hashes, and one action a step.

    With `withhold`, as for everything that leaves: no name of a person, no place, and no free words about origin, storage
    or reasons; agencies stand by their names, the neutral description stays.
    """
    return {
        "@context": CONTEXT,
        "@graph": [_provenance(row, case_code), _item(row), *_chain(row, withhold=withhold)],
    }


def graph_json(graph: Node) -> bytes:
    """The graph as it is written into a file."""
    return json.dumps(graph, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _id(row_id: UUID, kind: str, part: str = "") -> str:
    """A name with a UUID in it, the same at each export."""
    return f"kb:{kind}-{uuid5(row_id, kind + part)}"


def _reference(name: str) -> Node:
    return {"@id": name}


def _text(words: str) -> Node:
    """The plain string that the ontology wants, and the same words marked as Arabic beside it."""
    return {"uco-core:description": words, "rdfs:label": {"@value": words, "@language": "ar"}}


def _provenance(row: ExhibitRow, case_code: str) -> Node:
    number = f"{case_code}-{row.number}"
    node: Node = {
        "@id": _id(row.id, "ProvenanceRecord"), "@type": "case-investigation:ProvenanceRecord",
        "uco-core:name": number, "case-investigation:exhibitNumber": number, "uco-core:object": _reference(_id(row.id, "Item")),
        "uco-core:objectCreatedTime": _moment(row.added_at), "takatuf:exhibitKind": row.kind,
        "takatuf:materialEmbargo": row.material_embargo, "takatuf:registeredBy": row.agency.name_en,
        **_text(row.description),
    }  # fmt: skip
    if row.made_from_number is not None:
        node["case-investigation:rootExhibitNumber"] = f"{case_code}-{row.made_from_number}"
    return node


def _item(row: ExhibitRow) -> Node:
    node: Node = {"@id": _id(row.id, "Item"), "@type": _CLASSES[row.kind]}
    hashes = [_hash(row, name, method) for name, method in _HASHES if getattr(row, name)]
    if hashes or row.size is not None:
        facet: Node = {
            "@id": _id(row.id, "ContentDataFacet"), "@type": "uco-observable:ContentDataFacet",
            "uco-observable:hash": hashes,
        }  # fmt: skip
        if row.size is not None:
            facet["uco-observable:sizeInBytes"] = {"@type": "xsd:integer", "@value": str(row.size)}
        node["uco-core:hasFacet"] = [facet]
        if not node["@type"].startswith("uco-observable:"):
            node["@type"] = "uco-observable:ObservableObject"
    return node


def _hash(row: ExhibitRow, name: str, method: str) -> Node:
    return {
        "@id": _id(row.id, "Hash", name), "@type": "uco-types:Hash", "uco-types:hashMethod": method,
        "uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": str(getattr(row, name)).upper()},
    }  # fmt: skip


def _chain(row: ExhibitRow, *, withhold: bool) -> list[Node]:
    """The steps as actions, each informed by the one before it, and the bodies that take part, each once."""
    bodies: dict[str, Node] = {}
    actions: list[Node] = []
    for step in row.custody:
        action = _action(row, step, withhold=withhold)
        for role, holder in (
            ("uco-action:performer", step.giver or step.taker),
            ("uco-action:participant", step.taker),
        ):
            if holder is not None:
                body = _body(row, holder, withhold=withhold)
                bodies[body["@id"]] = body
                action[role] = _reference(body["@id"])
        if actions:
            action["case-investigation:wasInformedBy"] = _reference(actions[-1]["@id"])
        actions.append(action)
    return [*bodies.values(), *actions]


def _action(row: ExhibitRow, step: CustodyRow, *, withhold: bool) -> Node:
    record = _reference(_id(row.id, "ProvenanceRecord"))
    action: Node = {
        "@id": _id(step.id, "InvestigativeAction"), "@type": "case-investigation:InvestigativeAction",
        "uco-core:name": _STEPS[step.kind], "rdfs:label": {"@value": step.kind_label, "@language": "ar"},
        "uco-action:startTime": _moment(step.happened_at), "uco-action:endTime": _moment(step.happened_at),
        "uco-action:object": _reference(_id(row.id, "Item")), "uco-action:result": record,
        "takatuf:stepNumber": step.number, "takatuf:ledgerEntry": str(step.entry_id),
    }  # fmt: skip
    if step.seal_number:
        action["takatuf:sealNumber"] = step.seal_number
    if not withhold:
        action["uco-core:description"] = step.reason
        if step.place:
            action["takatuf:place"] = step.place
    return action


def _body(row: ExhibitRow, holder: HolderRow, *, withhold: bool) -> Node:
    """The agency or other body that gives or takes; of others than agencies a name only where nothing is withheld."""
    if holder.agency:
        return {
            "@id": _id(row.id, "Organization", holder.agency.code), "@type": "uco-identity:Organization",
            "uco-core:name": holder.agency.name_en,
            "rdfs:label": {"@value": holder.agency.name_ar, "@language": "ar"},
        }  # fmt: skip
    if withhold:
        return {
            "@id": _id(row.id, "Identity", "withheld"), "@type": "uco-identity:Identity", "uco-core:name": "not named here",
        }  # fmt: skip
    kind = "Organization" if holder.body else "Person"
    name = ", ".join(part for part in (holder.person, holder.body) if part)
    return {"@id": _id(row.id, kind, name), "@type": f"uco-identity:{kind}", "uco-core:name": name}


def _moment(at: datetime) -> Node:
    return {"@type": "xsd:dateTime", "@value": at.astimezone(UTC).isoformat(timespec="seconds")}


def exhibit_files(rows: Sequence[ExhibitRow], *, case_code: str, withhold: bool = True) -> dict[str, bytes]:
    """A file for each exhibit: name -> bytes."""
    return {
        f"exhibit-{row.number}.case.jsonld": graph_json(
            exhibit_graph(row, case_code=case_code, withhold=withhold)
        )
        for row in rows
    }
