"""From rows to the document's view: facts, agencies, measures, chronology."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import override

from takatuf.agencies.models import RoleChoices
from takatuf.agencies.queries import agency, worker, workers_by_id
from takatuf.casework.chronology import LineRow
from takatuf.casework.queries import open_case
from takatuf.court import rules
from takatuf.court.document import view as document
from takatuf.court.drafts import sections_of
from takatuf.court.gathering import exculpatory, link_methods, measures, register, suspects
from takatuf.court.models import Approval, Fact, Submission, SubmissionDocument, SubmissionFact
from takatuf.court.models.choices import SourceKind, SubmissionKind
from takatuf.court.numbering import exhibit_number, first_page_of, number_replaced, numbers_before
from takatuf.court.origins import FOR_THE_COURT
from takatuf.court.queries import FactRow, fact_rows
from takatuf.court.rules import Sections
from takatuf.evidence.queries import exhibits_of
from takatuf.jointwork.queries import ReferralRow, referrals_of
from takatuf.kernel.actors import Actor
from takatuf.ledger.queries import ledger_vkey

_CLASSIFICATION = "سري — للمحكمة ومن تأذن له"
_DECLARATION = (
    "أُعدت هذه المذكرة من سجلات الجهات المشاركة، ولكل واقعة فيها مصدر مذكور، ووردت فيها الوقائع التي تخالف الطلب إن وُجدت، "
    "ولا يُعد الرأي المهني واقعة متفقاً عليها."
)
_NAMES_LEFT_OUT = document.RedactionView(
    kind="أسماء الطفل وأسرته ووسائل الاتصال بهم",
    reason="حماية هوية الطفل",
    basis="سياسة الجهة في حماية البيانات",
    by="النظام، قبل التوقيع",
)
_NOT_SAID = "لم يُذكر في هذه المذكرة"
_COURT_ONLY = "لا تُسلَّم لغير المحكمة إلا بإذنها"


def assemble(submission: Submission, *, by: Actor, at: datetime) -> document.SubmissionView:
    """What the submission says now, for the document to be drawn from; the case is opened, and the look on record."""
    with override("ar"):
        case = open_case(submission.case_id, by=by, at=at)
        sections = sections_of(submission)
        facts = tuple(_facts(submission, by=by))
        before = _before(submission)
        since = before.signed_at if before and submission.kind != SubmissionKind.MAIN else None
        corrects = submission.kind == SubmissionKind.CORRECTION
        return document.SubmissionView(
            id=submission.pk,
            court=agency(submission.court_id).name_ar,
            docket=submission.docket,
            child_code=submission.child_code,
            submitting_body=agency(submission.agency_id).name_ar,
            author=worker(submission.author_id).name_ar,
            author_licence=sections.author_licence,
            classification=_CLASSIFICATION,
            version=submission.version,
            written_at=at,
            summary=_summary(sections, facts, SubmissionKind(submission.kind)),
            agencies=() if corrects else tuple(_agencies(submission.case_id, since, by)),
            facts=facts,
            chronology=tuple(_chronology(facts, () if corrects else case.chronology, since)),
            social_study=tuple(
                document.StudySection(part.heading, part.text, part.sources, part.reply)
                for part in sections.social_study
            ),
            impact=sections.impact,
            child_view=document.ChildViewSection(
                sections.child_view,
                sections.child_view_taken,
                sections.interviews_so_far,
                sections.interview_protocol,
            ),
            measures=()
            if corrects
            else tuple(measures(case, own=submission.agency_id, by=by, at=at, since=since)),
            exhibits=() if corrects else tuple(register(case, by=by, since=since)),
            requests=tuple(document.RequestView(row.text_ar, row.facts) for row in sections.requests),
            speaks_against=(*sections.speaks_against, *exculpatory(case)),
            why_nothing_speaks_against=sections.why_nothing_speaks_against,
            limits=sections.limits,
            declaration=_DECLARATION,
            approvals=tuple(_approvals(submission)),
            distribution=tuple(_distribution(submission, sections)),
            summary_en=sections.english_summary,
            redactions=(_NAMES_LEFT_OUT,),
            supersedes_sha256=submission.supersedes_sha256,
            what_changed=sections.what_changed,
            ledger_key=ledger_vkey(),
            kind=rules.SubmissionKind(submission.kind),
            first_page=first_page_of(submission),
            before=before,
            suspects=tuple(suspects(case)),
            methods=() if corrects else tuple(link_methods(case, by=by)),
            call=_call(submission),
            correction_why=sections.correction_why,
        )


def _before(submission: Submission) -> document.BeforeView | None:
    if submission.supersedes_id is None:
        return None
    row = SubmissionDocument.objects.select_related("submission").get(submission_id=submission.supersedes_id)
    return document.BeforeView(row.submission.version, row.signed_at, row.last_page)


def _call(submission: Submission) -> document.CallView | None:
    if submission.called_at is None:
        return None
    words = json.loads(submission.unseal("call"))
    return document.CallView(submission.called_at, words["to"], words["said"])


def _agencies(case_id: UUID, since: datetime | None, by: Actor) -> Iterator[document.AgencyView]:
    for row in sorted(referrals_of(case_id, by=by), key=lambda row: row.sent_at):
        if since is None or row.sent_at > since or (row.answered_at and row.answered_at > since):
            yield _agency_view(row)


def _facts(submission: Submission, *, by: Actor) -> Iterator[document.FactView]:
    placed = {
        row.fact_id: row.number
        for row in SubmissionFact.objects.filter(submission_id=submission.pk).order_by("number")
    }
    facts = list(Fact.objects.filter(pk__in=placed))
    opened = {row.id: row for row in fact_rows(facts)}
    exhibits = _exhibit_numbers(submission, opened.values(), by)
    replaced = _replaced(submission, facts)
    for fact_id, number in placed.items():
        yield _fact(opened[fact_id], number, exhibits, replaced.get(fact_id))


def _exhibit_numbers(submission: Submission, rows: Iterable[FactRow], by: Actor) -> dict[UUID, str]:
    """The exhibits' numbers by their ids, where a fact was taken from one."""
    if not any(source.kind == SourceKind.EXHIBIT for row in rows for source in row.sources):
        return {}
    exhibits = exhibits_of(submission.case_record_id, by=by)
    return {row.id: exhibit_number(row.number) for row in exhibits}


_Replaced = tuple[int, str, rules.Standing]
"""Number, words and standing of a fact of the bundle before."""


def _replaced(submission: Submission, facts: Sequence[Fact]) -> dict[UUID, _Replaced]:
    """By the newer fact, the one of the bundle before that it replaces."""
    before = numbers_before(submission)
    found = {fact.pk: number_replaced(fact, before) for fact in facts if fact.supersedes_id} if before else {}
    ids = [pair[1] for pair in found.values() if pair]
    rows = {row.id: row for row in fact_rows(list(Fact.objects.filter(pk__in=ids)))} if ids else {}
    return {
        fact: (pair[0], rows[pair[1]].text_ar, rules.Standing(rows[pair[1]].standing))
        for fact, pair in found.items()
        if pair
    }


def _fact(
    row: FactRow, number: int, exhibits: Mapping[UUID, str], replaced: _Replaced | None
) -> document.FactView:
    return document.FactView(
        id=row.id,
        number=number,
        text_ar=row.text_ar,
        kind=rules.FactKind(row.kind),
        standing=rules.Standing(row.standing),
        occurred=document.Occurred(row.occurred_on, document.DatePrecision(row.occurred_precision)),
        agency=row.agency.name_ar,
        sources=tuple(
            document.SourceView(
                source.label,
                source.locator,
                exhibits.get(source.source_id, "") if source.source_id else "",
                source.quoted,
            )
            for source in row.standing_sources
        ),
        stood=replaced[1] if replaced and replaced[0] == number else "",
        replaces=replaced[0] if replaced and replaced[0] != number else None,
        stood_as=replaced[2] if replaced else None,
        positions=tuple(
            document.PositionView(rules.Party(said.party), rules.Stance(said.stance), said.reason)
            for said in row.positions
        ),
    )


def _summary(
    sections: Sections, facts: Sequence[document.FactView], kind: SubmissionKind
) -> document.SummaryView:
    adds = kind in {
        SubmissionKind.SUPPLEMENT,
        SubmissionKind.CORRECTION,
    }  # the danger stands in the bundle before

    def standing_as(wanted: rules.Standing) -> tuple[int, ...]:
        return tuple(fact.number for fact in facts if fact.standing is wanted)

    return document.SummaryView(
        request=sections.summary or (sections.requests[0].text_ar if sections.requests else ""),
        key_facts=sections.key_facts,
        agreed=standing_as(rules.Standing.AGREED),
        contested=standing_as(rules.Standing.CONTESTED),
        risk_now=sections.risk_now or ("" if adds else _NOT_SAID),
        urgent_measures=sections.urgent_measures,
    )


def _agency_view(row: ReferralRow) -> document.AgencyView:
    return document.AgencyView(
        name=row.to_agency.name_ar,
        mandate=row.purpose_label,
        asked_at=row.sent_at,
        answer=_answer(row),
        answered_at=row.answered_at,
    )


def _answer(row: ReferralRow) -> document.AgencyAnswer:
    if row.answered_at is not None:
        return document.AgencyAnswer.ANSWERED
    if row.declined_at is not None:
        return document.AgencyAnswer.DECLINED
    # That a silent agency was escalated is internal unless all parties agree (practice.md 17); no answer is a fact.
    return document.AgencyAnswer.SILENT


def _chronology(
    facts: Sequence[document.FactView], lines: Sequence[LineRow], since: datetime | None
) -> list[document.ChronologyEntry]:
    """Dated facts and what the agencies did, the oldest first; of one day the facts come first, then as it happened.

    A date of which only the month or the year is known comes before its days.
    """
    entries = [
        document.ChronologyEntry(fact.occurred, fact.text_ar, fact.number)
        for fact in sorted(facts, key=lambda fact: fact.number)
        if fact.occurred.on
    ]
    entries += [
        document.ChronologyEntry(
            document.Occurred(timezone.localdate(line.at)),
            f"{line.agency.name_ar}: {_as_registered(line.text)}" if line.agency else line.text,
        )
        for line in reversed(lines)  # they come the newest first
        if line.kind in FOR_THE_COURT and (since is None or line.at > since)
    ]
    return sorted(entries, key=lambda entry: (_sorts_on(entry.occurred), entry.fact is None))


def _as_registered(text: str) -> str:
    """The line with an exhibit's number as the register writes it."""
    return re.sub(r"(?<=الدليل )\d+", lambda found: exhibit_number(int(found[0])), text)


def _sorts_on(occurred: document.Occurred) -> tuple[int, int, int]:
    """Year, month and day, with zero for what is not known."""
    on, precision = occurred.on, occurred.precision
    if on is None:
        return 0, 0, 0
    month = 0 if precision is document.DatePrecision.YEAR else on.month
    return on.year, month, on.day if precision is document.DatePrecision.DAY else 0


def _approvals(submission: Submission) -> Iterator[document.ApprovalView]:
    rows = list(
        Approval.objects.filter(submission_id=submission.pk, lapsed_at__isnull=True).order_by("at", "pk")
    )
    names = workers_by_id({row.worker_id for row in rows})
    for row in rows:
        who = names[row.worker_id]
        yield document.ApprovalView(who.name_ar, str(RoleChoices(who.role).label), row.at)


def _distribution(submission: Submission, sections: Sections) -> Iterator[document.RecipientView]:
    court = agency(submission.court_id).name_ar
    yield document.RecipientView(court, _COURT_ONLY)
    for recipient in sections.distribution:
        if recipient.name.strip() == court:
            continue  # the court stands first, whoever writes it again
        yield document.RecipientView(recipient.name, recipient.reason)


def words_that_must_come_back(view: document.SubmissionView) -> list[str]:
    """The Arabic texts that the gate looks for in the drawn document, letter by letter."""
    texts = [fact.text_ar for fact in view.facts]
    if view.kind is rules.SubmissionKind.URGENT:
        return [
            *texts,
            *(request.text for request in view.requests),
            view.summary.risk_now,
            *(view.speaks_against or (view.why_nothing_speaks_against,)),
        ]
    texts += [fact.stood for fact in view.facts]
    texts += [request.text for request in view.requests]
    texts += [part.text for part in view.social_study]
    texts += [
        view.impact,
        view.child_view.text,
        view.limits,
        *view.speaks_against,
        view.why_nothing_speaks_against,
    ]
    return [text for text in texts if text.strip()]
