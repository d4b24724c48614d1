"""What cases say now, for `takatuf check`, which holds it against the ledger; the keeper reads it, no page does."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar
from uuid import UUID

from django.db.models import Q

from takatuf.casework.models import Case, CaseReport, CaseRole, Closure, Reopening, TakenOverCase
from takatuf.casework.models.kinds import PersonRole
from takatuf.ledger.binding import Content, Promised

#: Kinds of lines each of which belongs to one row of a case.
LINES: Mapping[str, str] = dict.fromkeys(
    ("case.started", "case.taken_over", "case.closed", "case.reopened"), ""
)


def promised(keys: Mapping[UUID, bytes], *, using: str) -> Iterator[Promised]:
    """The cases under these records: how they began, closed and were reopened, and who leads them now."""
    at_hand = _AtHand(list(keys), using)
    for case in Case.objects.using(using).filter(record_id__in=list(keys)).order_by("pk"):
        record = case.record_id
        came = at_hand.taken_over.get(record)
        begun = "case.started" if came is None else "case.taken_over"
        forms = tuple(at_hand.beginnings(case, came)) if at_hand.stands(case, came) else ()
        yield Promised(
            "casework_case", case.pk, record, begun, forms,
            at=case.opened_at if came is None else came.taken_at, by=case.opened_by_id,
        )  # fmt: skip
        yield Promised(
            "casework_case", case.pk, record, "case.lead_appointed", ({"agency": case.lead_id, "part": "lead"},),
            newest=True, if_any=True,
        )  # fmt: skip
        for closure in at_hand.closures[record]:
            yield Promised(
                "casework_closure", closure.pk, record, "case.closed",
                ({"closure": closure.pk, "reason": closure.reason},), at=closure.approved_at, by=closure.approved_by_id,
            )  # fmt: skip
        for number, again in enumerate(at_hand.reopenings[record], start=2):
            content = {"reopening": again.pk, "reason": again.reason, "round": number}
            yield Promised(
                "casework_reopening", again.pk, record, "case.reopened", (content,), at=again.approved_at, by=again.approved_by_id,
            )  # fmt: skip


class _AtHand:
    """The rows beside some cases, each kind asked for once."""

    def __init__(self, records: list[UUID], using: str) -> None:
        approved = Q(record_id__in=records, approved_at__isnull=False)
        self.closures = _by_record(Closure.objects.using(using).filter(approved).order_by("approved_at"))
        self.reopenings = _by_record(Reopening.objects.using(using).filter(approved).order_by("approved_at"))
        self.taken_over = {
            row.record_id: row for row in TakenOverCase.objects.using(using).filter(record_id__in=records)
        }
        self._reports = _by_record(CaseReport.objects.using(using).filter(record_id__in=records))
        children = CaseRole.objects.using(using).filter(record_id__in=records, role=PersonRole.CHILD)
        self._children = _by_record(children)

    def beginnings(self, case: Case, came: TakenOverCase | None) -> Iterator[Content]:
        """What the line of its beginning may hold: of what joined in that moment, one report and one child."""
        plain: Content = {"case": case.pk, "code": case.code, "level": case.level}
        if came is not None:
            yield {**plain, "source": came.source, "mapping": came.mapping}
            return
        for report in self._reports[case.record_id]:
            for child in self._children[case.record_id]:
                if report.linked_at == child.at == case.opened_at:
                    yield {**plain, "report": report.report_id, "person": child.person_id}

    def stands(self, case: Case, came: TakenOverCase | None) -> bool:
        """Whether the case is open or closed, and in which round, as its closures and reopenings say."""
        closures, again = self.closures[case.record_id], self.reopenings[case.record_id]
        reopened_at = again[-1].approved_at if again else None
        if (case.round, case.reopened_at) != (1 + len(again), reopened_at):
            return False
        if len(closures) > len(again):
            return case.closed_at == closures[-1].approved_at
        # What came closed from another system has no closure of ours.
        return case.closed_at is None or (came is not None and len(closures) == len(again))


_Row = TypeVar("_Row", Closure, Reopening, CaseReport, CaseRole)


def _by_record(rows: Iterable[_Row]) -> dict[UUID, list[_Row]]:
    found: dict[UUID, list[_Row]] = defaultdict(list)
    for row in rows:
        found[row.record_id].append(row)
    return found
