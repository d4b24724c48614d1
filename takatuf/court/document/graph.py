"""The facts of a submission for machines: JSON-LD with its context inside, and the list of attachments."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from takatuf.court.document.view import Attachment, FactView, SubmissionView

# Everything is defined here, so no reader ever fetches a context. Social facts have no place in CASE/UCO (it has no
# class for needs, harm, or agreed and contested), hence terms of our own; exhibits and custody can join later in theirs.
_TERMS = "urn:takatuf:terms:"
_CONTEXT: dict[str, Any] = {
    "@version": 1.1,
    "takatuf": _TERMS,
    "kb": "urn:uuid:",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "text": {"@id": "takatuf:text", "@language": "ar"},
    "occurredOn": {"@id": "takatuf:occurredOn", "@type": "xsd:date"},
    "occurredUntil": {"@id": "takatuf:occurredUntil", "@type": "xsd:date"},
}


def _fact(fact: FactView) -> dict[str, Any]:
    node: dict[str, Any] = {
        "@id": f"kb:{fact.id}",
        "@type": "takatuf:Fact",
        "takatuf:number": fact.number,
        "text": fact.text_ar,
        "takatuf:kind": str(fact.kind),
        "takatuf:standing": str(fact.standing),
        "takatuf:precision": str(fact.occurred.precision),
        "takatuf:agency": fact.agency,
        "takatuf:source": [
            {
                "@type": "takatuf:Source",
                "takatuf:label": s.label,
                "takatuf:locator": s.locator,
                "takatuf:exhibit": s.exhibit_no,
            }
            for s in fact.sources
        ],
        "takatuf:position": [
            {
                "@type": "takatuf:Position",
                "takatuf:party": str(position.party),
                "takatuf:stance": str(position.stance),
                "takatuf:reason": position.reason,
            }
            for position in fact.positions
        ],
    }
    if fact.occurred.on is not None:
        node["occurredOn"] = fact.occurred.on.isoformat()
    if fact.occurred.until is not None:
        node["occurredUntil"] = fact.occurred.until.isoformat()
    return node


def facts_graph(view: SubmissionView) -> dict[str, Any]:
    """The submission and its facts as one JSON-LD document, the words exactly as they were written."""
    return {
        "@context": _CONTEXT,
        "@id": f"kb:{view.id}",
        "@type": "takatuf:Submission",
        "takatuf:docket": view.docket,
        "takatuf:childCode": view.child_code,
        "takatuf:version": view.version,
        "takatuf:supersedes": view.supersedes_sha256,
        "takatuf:kind": str(view.kind),
        "takatuf:suspect": [
            {"@type": "takatuf:Suspect", "takatuf:label": row.label, "takatuf:status": row.status}
            for row in view.suspects
        ],
        "takatuf:fact": [_fact(fact) for fact in view.facts],
        "takatuf:request": [
            {"@type": "takatuf:Request", "text": row.text, "takatuf:restsOn": list(row.facts)}
            for row in view.requests
        ],
    }


def _json(value: object) -> bytes:
    # Without indentation: with it, the standard library writes a thousand facts five times slower.
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()


def facts_attachment(view: SubmissionView) -> Attachment:
    """`facts.jsonld`, the source of what is printed."""
    return Attachment(
        "facts.jsonld", _json(facts_graph(view)), "application/ld+json", "source", "الوقائع بصيغة آلية"
    )


def manifest_attachment(attachments: Sequence[Attachment]) -> Attachment:
    """`manifest.json`: name, size in bytes and SHA-256 of every other attachment."""
    rows = [
        {
            "name": item.name,
            "size": len(item.data),
            "sha256": hashlib.sha256(item.data).hexdigest(),
            "mime": item.mime_type,
        }
        for item in attachments
    ]
    return Attachment(
        "manifest.json", _json({"attachments": rows}), "application/json", "data", "قائمة المرفقات وبصماتها"
    )


def with_manifest(view: SubmissionView, *others: Attachment) -> tuple[Attachment, ...]:
    """All attachments of a submission: facts, whatever the caller adds (verifier, proofs), and the manifest over them."""
    carried = (facts_attachment(view), *others)
    return (*carried, manifest_attachment(carried))
