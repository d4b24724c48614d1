"""What reports say now, for `takatuf check`, which holds it against the ledger; the keeper reads it, no page does."""

import json
from collections.abc import Iterator, Mapping
from uuid import UUID

from takatuf.intake.models import Report
from takatuf.ledger.binding import Content, Promised
from takatuf.people.bound import identifier_ids

#: Kinds of lines each of which belongs to one report, and what takes it back.
LINES: Mapping[str, str] = {"report.received": ""}


def promised(keys: Mapping[UUID, bytes], *, using: str) -> Iterator[Promised]:
    """The reports under these records, with what their lines were made of. Raises CannotOpen for an altered text."""
    identifiers = identifier_ids(list(keys), using=using)
    for report in Report.objects.using(using).filter(record_id__in=list(keys)).order_by("pk"):
        text = report.unseal("content", key=keys[report.record_id])
        yield Promised(
            "intake_report", report.pk, report.record_id, "report.received",
            tuple(_forms(report, text, identifiers[report.record_id])) if _agrees(report, text) else (),
            at=report.received_at,
        )  # fmt: skip


def _agrees(report: Report, text: str) -> bool:
    """Whether the columns by which a desk sorts reports say the same as the sealed text."""
    said = json.loads(text)
    plain = (report.channel, report.reporter_kind, report.language, report.kinds)
    return plain == (said["channel"], said["reporter_kind"], said["language"][:10], said["kinds"])


def _forms(report: Report, text: str, identifiers: list[UUID]) -> Iterator[Content]:
    """The identifiers that came with the report are the first ones of its record; others were added later."""
    plain: Content = {"report": report.pk, "code": report.code, "channel": report.channel, "content": text}
    for count in range(len(identifiers), -1, -1):
        yield {**plain, "identifiers": ",".join(map(str, identifiers[:count]))}
