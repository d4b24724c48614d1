"""What facts, submissions, rulings and orders say now: what their lines in the ledger bind, and how a check finds it again."""

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from takatuf.court import rules
from takatuf.court.models import (
    Approval,
    Fact,
    FactPosition,
    FactSource,
    Order,
    OrderVariation,
    Ruling,
    Submission,
    SubmissionDocument,
    SubmissionFact,
)
from takatuf.ledger.binding import Content, Promised, without
from takatuf.ledger.leaves import canonical
from takatuf.vault.queries import data_keys

Keys = Mapping[UUID, bytes]

#: Kinds of lines each of which belongs to one row on the record of a case, or of a submission; and what takes it back.
CASE_LINES: Mapping[str, str] = dict.fromkeys(
    ("fact.recorded", "fact.withdrawn", "fact.source_added", "fact.source_withdrawn", "fact.position_stated"),
    "",
)
SUBMISSION_LINES: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "submission.started", "submission.approved", "submission.approved_afterwards", "submission.signed",
            "submission.filed", "submission.acknowledged", "fact.position_taken", "ruling.recorded", "order.made", "order.varied",
        ), "",
    ),
    "fact.placed": "fact.removed",
}  # fmt: skip


def source_content(source: FactSource, *, key: bytes | None = None) -> Content:
    """What the line of a source binds."""
    said = {name: source.unseal(name, key=key) for name in ("label", "locator", "quoted", "source_sha256")}
    return {
        "source": source.pk, "fact": source.fact_id, "kind": str(source.source_kind), "source_id": source.source_id, **said,
    }  # fmt: skip


def fact_content(fact: Fact, sources: Sequence[FactSource], *, key: bytes | None = None) -> Content:
    """What the line of a fact binds; the sources that came with it by one hash, which the salt of the line hides."""
    whole = b"\n".join(sorted(canonical(source_content(row, key=key)) for row in sources))
    return {
        "fact": fact.pk, "number": fact.number, "kind": str(fact.kind), "text_ar": fact.unseal("text_ar", key=key),
        "text_en": fact.unseal("text_en", key=key), "occurred_on": fact.occurred_on, "supersedes": fact.supersedes_id,
        "sources": len(sources), "precision": str(fact.occurred_precision), "agency": fact.agency_id,
        "sources_sha256": hashlib.sha256(whole).hexdigest(),
    }  # fmt: skip


def submission_content(submission: Submission) -> Content:
    """What the line of a submission's beginning binds."""
    return {
        "code": submission.code, "case": submission.case_id, "court": submission.court_id, "version": submission.version,
        "kind": str(submission.kind), "docket": submission.docket, "child_code": submission.child_code,
        "agency": submission.agency_id, "supersedes": submission.supersedes_id,
        "supersedes_sha256": submission.supersedes_sha256,
    }  # fmt: skip


def ruling_content(ruling: Ruling, *, key: bytes | None = None) -> Content:
    """What the line of a ruling binds."""
    return {
        "ruling": ruling.pk, "ruled_on": ruling.ruled_on, "text": ruling.unseal("text", key=key),
        "hearing": ruling.hearing_id, "facts": ",".join(map(str, ruling.facts_relied_on)),
        "appeal_until_on": ruling.appeal_until_on, "appeal_checked": ruling.appeal_checked,
    }  # fmt: skip


def order_content(order: Order, *, key: bytes | None = None) -> Content:
    """What the line of an order binds."""
    return {
        "order": order.pk, "ruling": order.ruling_id, "kind": str(order.kind), "text": order.unseal("text", key=key),
        "agency": order.agency_id, "limit": f"{order.limit_amount} {order.limit_unit}", "step": order.step_id,
    }  # fmt: skip


def variation_content(row: OrderVariation, *, key: bytes | None = None) -> Content:
    """What the line of a changed order binds."""
    limit = f"{row.limit_amount} {row.limit_unit}"
    return {"order": row.order_id, "text": row.unseal("text", key=key), "limit": limit}


def promised_of_cases(keys: Keys, *, using: str) -> Iterator[Promised]:
    """The facts under these records of cases, with their sources and the positions that were noted of them."""
    sources: dict[UUID, list[FactSource]] = defaultdict(list)
    for source in FactSource.objects.using(using).filter(record_id__in=list(keys)).order_by("pk"):
        sources[source.fact_id].append(source)
    for fact in Fact.objects.using(using).filter(record_id__in=list(keys)).order_by("pk"):
        yield from _fact(fact, sources.pop(fact.pk, []), keys[fact.record_id])
    for left in sources.values():
        yield from (
            Promised("court_factsource", one.pk, one.record_id, "fact.source_added", ()) for one in left
        )
    yield from _positions(keys, using)


def _fact(fact: Fact, sources: Sequence[FactSource], key: bytes) -> Iterator[Promised]:
    came_with = [row for row in sources if row.added_at == fact.recorded_at]
    content = fact_content(fact, came_with, key=key)
    yield Promised(
        "court_fact", fact.pk, fact.record_id, "fact.recorded",
        (content, without(content, "precision", "agency", "sources_sha256")), at=fact.recorded_at, by=fact.recorded_by_id,
    )  # fmt: skip
    if fact.withdrawn_at is not None:
        why = {"fact": fact.pk, "why": fact.unseal("withdrawn_why", key=key)}
        yield Promised("court_fact", fact.pk, fact.record_id, "fact.withdrawn", (why,), at=fact.withdrawn_at)
    for row in sources:
        if row.added_at != fact.recorded_at:
            whole = source_content(row, key=key)
            forms = (whole, without(whole, "source", "source_id", "quoted", "source_sha256"))
            yield Promised(
                "court_factsource", row.pk, row.record_id, "fact.source_added", forms, at=row.added_at
            )
        if row.withdrawn_at is not None:
            why = {"source": row.pk, "why": row.unseal("withdrawn_why", key=key)}
            yield Promised(
                "court_factsource",
                row.pk,
                row.record_id,
                "fact.source_withdrawn",
                (why,),
                at=row.withdrawn_at,
            )


def _positions(keys: Keys, using: str) -> Iterator[Promised]:
    """Positions: on the case's record those that the agency noted, on a question's those that came with an answer."""
    for row in FactPosition.objects.using(using).filter(record_id__in=list(keys)).order_by("pk"):
        content = {
            "fact": row.fact_id, "party": row.party, "stance": row.stance,
            "reason": row.unseal("reason", key=keys[row.record_id]),
        }  # fmt: skip
        kind = "fact.position_stated" if row.answer_id is None else "fact.position_taken"
        yield Promised(
            "court_factposition", row.pk, row.record_id, kind, (content,), at=row.at, by=row.stated_by_id
        )


def promised_of_submissions(keys: Keys, *, using: str) -> Iterator[Promised]:
    """What stands under these records of submissions: their words, facts, approvals, document, rulings and orders."""
    rows = Submission.objects.using(using).filter(record_id__in=list(keys)).order_by("pk")
    for submission in rows:
        yield from _submission(submission, keys[submission.record_id])
    yield from _placed(keys, using)
    yield from _approvals(keys, using)
    yield from _documents(keys, using)
    yield from _positions(keys, using)
    yield from _rulings(keys, using)
    yield from _orders(keys, using)


def _submission(submission: Submission, key: bytes) -> Iterator[Promised]:
    def line(kind: str, *forms: Content, **more: Any) -> Promised:
        return Promised("court_submission", submission.pk, submission.record_id, kind, forms, **more)

    whole, code = submission_content(submission), {"code": submission.code}
    earlier = {name: whole[name] for name in ("code", "case", "court", "version")}
    forms = (whole, earlier) if _state_agrees(submission) else ()
    yield line("submission.started", *forms, at=submission.started_at, by=submission.author_id)
    written = hashlib.sha256(submission.unseal("sections", key=key).encode()).hexdigest()
    yield line("submission.written", {"sections_sha256": written}, newest=True, if_any=True)
    if submission.filed_at is not None:
        yield line("submission.filed", {**code, "court": submission.court_id}, at=submission.filed_at)
    if submission.acknowledged_at is not None:
        yield line("submission.acknowledged", code, at=submission.acknowledged_at)


def _state_agrees(submission: Submission) -> bool:
    """Whether the state is the one that the times of signing, filing and receipt say."""
    state = rules.SubmissionState(submission.state)
    if submission.acknowledged_at is not None:
        return state is rules.SubmissionState.ACKNOWLEDGED
    if submission.filed_at is not None:
        return state is rules.SubmissionState.FILED
    return (state is rules.SubmissionState.SIGNED) == (submission.signed_at is not None)


def _placed(keys: Keys, using: str) -> Iterator[Promised]:
    """Which facts stand under which number; their words are the case's, so its key opens them, unless the case was erased."""
    rows = SubmissionFact.objects.using(using).filter(record_id__in=list(keys)).order_by("pk")
    placed = list(rows.select_related("fact", "submission"))
    of_cases = data_keys({row.fact.record_id for row in placed}, using=using)
    for row in placed:
        key, text, extra = of_cases.get(row.fact.record_id), "", {}
        if key is not None:
            text, code = row.fact.unseal("text_ar", key=key), row.submission.code
            commitment = rules.fact_commitment(
                bytes(row.commitment_salt), code=code, number=row.number, text_ar=text
            )
            extra = {"fact": commitment}
        yield Promised(
            "court_submissionfact", row.pk, row.record_id, "fact.placed",
            ({"fact": row.fact_id, "number": row.number, "text_ar": text},), extra=extra, entry=row.ledger_entry,
            unread=key is None,
        )  # fmt: skip


def _approvals(keys: Keys, using: str) -> Iterator[Promised]:
    rows = Approval.objects.using(using).filter(record_id__in=list(keys)).order_by("pk")
    for row in rows.select_related("submission"):
        urgent = row.submission.kind == rules.SubmissionKind.URGENT
        forms = (
            [{"worker": row.worker_id}] if urgent else [{"worker": row.worker_id, "count": n} for n in (1, 2)]
        )
        yield Promised(
            "court_approval", row.pk, row.record_id, "submission.approved_afterwards" if urgent else "submission.approved",
            tuple(forms), at=row.at, by=row.worker_id,
        )  # fmt: skip


def _documents(keys: Keys, using: str) -> Iterator[Promised]:
    """The signed documents, one at a time, by the hash of the bytes that are kept, not by the hash that stands beside them."""
    rows = SubmissionDocument.objects.using(using).filter(record_id__in=list(keys)).order_by("pk")
    for row in rows.select_related("submission").iterator(chunk_size=1):
        signed = base64.b64decode(row.unseal("pdf", key=keys[row.record_id]))[: row.first_revision_length]
        sha256 = hashlib.sha256(signed).hexdigest()
        content = {"code": row.submission.code, "version": row.submission.version, "document_sha256": sha256}
        yield Promised(
            "court_submissiondocument", row.pk, row.record_id, "submission.signed",
            (content,) if sha256 == row.sha256 else (), at=row.signed_at, extra={"document_sha256": sha256},
        )  # fmt: skip


def _rulings(keys: Keys, using: str) -> Iterator[Promised]:
    for row in Ruling.objects.using(using).filter(record_id__in=list(keys)).order_by("pk"):
        whole = ruling_content(row, key=keys[row.record_id])
        earlier = without(whole, "hearing", "facts", "appeal_until_on", "appeal_checked")
        yield Promised(
            "court_ruling", row.pk, row.record_id, "ruling.recorded", (whole, earlier), at=row.recorded_at, by=row.recorded_by_id,
        )  # fmt: skip


def _orders(keys: Keys, using: str) -> Iterator[Promised]:
    for row in Order.objects.using(using).filter(record_id__in=list(keys)).order_by("pk"):
        whole = order_content(row, key=keys[row.record_id])
        forms = (whole, without(whole, "ruling", "step"))
        yield Promised("court_order", row.pk, row.record_id, "order.made", forms, at=row.ordered_at)
    for varied in OrderVariation.objects.using(using).filter(record_id__in=list(keys)).order_by("pk"):
        yield Promised(
            "court_ordervariation", varied.pk, varied.record_id, "order.varied",
            (variation_content(varied, key=keys[varied.record_id]),), at=varied.varied_at, by=varied.varied_by_id,
        )  # fmt: skip
