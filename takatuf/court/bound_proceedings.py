"""What hearings, measures, services, questions and answers say now, as their lines bind it, for `takatuf check`."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from takatuf.court.models import (
    Answer,
    Appeal,
    Compliance,
    CourtParty,
    Hearing,
    HearingAttendance,
    HearingOutcome,
    Order,
    Proceedings,
    ProtectiveMeasure,
    Question,
    QuestionAsked,
    Service,
    Submission,
    SubmissionReturn,
)
from takatuf.court.models.proceeding_choices import PartyKind
from takatuf.kernel.models import HouseModel
from takatuf.ledger.binding import Content, Promised, earlier_moments, moment, without

Keys = Mapping[UUID, bytes]

#: Kinds of lines each of which belongs to one row on a record of the court; and on the record of a step.
PROCEEDINGS_LINES: Mapping[str, str] = dict.fromkeys(
    (
        "hearing.recorded", "hearing.noted", "measure.asked", "measure.decided", "submission.handed_back", "appeal.noted",
        "proceedings.opened", "party.added", "service.made", "service.acknowledged", "service.delivered", "question.asked",
        "question.answered",
    ), "",
)  # fmt: skip
STEP_LINES: Mapping[str, str] = {"order.complied": ""}
#: Kinds of which a row may have several lines.
PROCEEDINGS_ALSO = ("question.time_set", "question.more_time")


def hearing_content(hearing: Hearing, *, key: bytes | None = None) -> Content:
    """What the line of a hearing binds."""
    return {
        "hearing": hearing.pk, "starts_at": moment(hearing.starts_at), "place": hearing.unseal("place", key=key),
        "note": hearing.unseal("note", key=key), "submission": hearing.submission_id,
    }  # fmt: skip


def outcome_content(
    outcome: HearingOutcome, came: Mapping[UUID, bool], following: Hearing | None, *, key: bytes | None = None
) -> Content:
    """What the line of a hearing's end binds: who came, and the hearing that goes on, where it was put off."""
    return {
        "hearing": outcome.hearing_id, "end": str(outcome.end), "cause": str(outcome.cause), "note": outcome.unseal("note", key=key),
        "came": ",".join(sorted(f"{party}:{'yes' if present else 'no'}" for party, present in came.items())),
        "next": following.pk if following else "", "next_starts_at": moment(following.starts_at) if following else "",
        "next_place": following.unseal("place", key=key) if following else "",
    }  # fmt: skip


def measure_content(measure: ProtectiveMeasure, *, key: bytes | None = None) -> Content:
    """What the line of a measure that was asked for binds."""
    return {
        "measure": measure.pk, "kind": str(measure.kind), "why": measure.unseal("why", key=key),
        "submission": measure.submission_id, "facts": _numbers(measure.facts), "agency": measure.agency_id,
    }  # fmt: skip


def measure_decision_content(measure: ProtectiveMeasure, *, key: bytes | None = None) -> Content:
    """What the line of the court's word on a measure binds."""
    return {
        "measure": measure.pk, "decision": str(measure.decision), "words": measure.unseal("words", key=key),
        "until_on": measure.until_on,
    }  # fmt: skip


def appeal_content(appeal: Appeal) -> Content:
    """What the line of an appeal binds."""
    return {"ruling": appeal.ruling_id, "party": appeal.party_id, "lodged_on": appeal.lodged_on}


def proceedings_content(proceedings: Proceedings, applicant: UUID | None, code: str) -> Content:
    """What the line of new proceedings binds; `code` is that of the submission with which they began."""
    return {
        "court": proceedings.court_id, "code": code, "proceedings": proceedings.pk, "docket": proceedings.docket,
        "case": proceedings.case_id, "agency": proceedings.agency_id, "applicant": applicant,
    }  # fmt: skip


def party_content(party: CourtParty) -> Content:
    """What the line of a party binds."""
    return {
        "party": party.pk, "kind": str(party.kind), "channel": str(party.channel), "agency": party.agency_id,
        "number": party.number,
    }  # fmt: skip


def service_content(service: Service, *, key: bytes | None = None) -> Content:
    """What the line of a service binds."""
    return {
        "service": service.pk, "party": service.party_id, "what": str(service.what), "subject": service.subject_id,
        "addressee": service.unseal("addressee", key=key), "address": service.unseal("address", key=key),
        "due_at": moment(service.due_at),
    }  # fmt: skip


def delivery_content(service: Service, *, key: bytes | None = None) -> Content:
    """What the line of a proven delivery binds."""
    received = moment(service.received_at) if service.received_at else ""
    return {
        "service": service.pk, "kind": str(service.proof_kind), "proof": service.unseal("proof", key=key), "received_at": received,
    }  # fmt: skip


def question_content(question: Question, *, key: bytes | None = None) -> Content:
    """What the line of a question binds; its time, which the court may move, has lines of its own."""
    return {
        "question": question.pk, "number": question.number, "text": question.unseal("text", key=key),
        "facts": _numbers(question.facts), "submission": question.submission_id,
    }  # fmt: skip


def question_time_content(question: Question) -> Content:
    """What the line of a question's time binds."""
    return {"question": question.pk, "due_at": moment(question.due_at)}


def answer_content(answer: Answer, *, key: bytes | None = None) -> Content:
    """What the line of an answer binds."""
    return {
        "answer": answer.pk, "question": answer.question_id, "text": answer.unseal("text", key=key), "party": answer.party_id,
        "agency": answer.agency_id, "exculpatory": answer.exculpatory,
    }  # fmt: skip


def compliance_content(row: Compliance, order: UUID | None, *, key: bytes | None = None) -> Content:
    """What the line of an agency's report on an order binds."""
    return {
        "order": order, "step": row.step_id, "text": row.unseal("text", key=key), "agency": row.agency_id,
    }  # fmt: skip


def _numbers(facts: Iterable[int]) -> str:
    return ",".join(map(str, facts))


_Row = TypeVar("_Row", bound=HouseModel)


def _rows(model: type[_Row], keys: Collection[UUID], using: str, *related: str) -> Iterable[_Row]:
    found: QuerySet[_Row] = QuerySet(model, using=using)
    rows = found.filter(record_id__in=list(keys)).order_by("pk")
    return rows.select_related(*related) if related else rows


def promised_of_proceedings(keys: Keys, *, using: str) -> Iterator[Promised]:
    """What stands under these records of submissions and proceedings beside the submissions themselves."""
    yield from _hearings(keys, using)
    yield from _measures(keys, using)
    yield from _returned_and_appealed(keys, using)
    yield from _proceedings(keys, using)
    yield from _services(keys, using)
    yield from _questions(keys, using)
    yield from _answers(keys, using)


def _hearings(keys: Keys, using: str) -> Iterator[Promised]:
    """A hearing that goes on after another one stands in the line of that one's end."""
    outcomes = list(_rows(HearingOutcome, keys, using, "hearing", "next_hearing"))
    following = {row.next_hearing_id: row for row in outcomes if row.next_hearing_id}
    for row in _rows(Hearing, keys, using):
        if row.pk in following:
            continue
        whole = hearing_content(row, key=keys[row.record_id])
        texts = {name: whole[name] for name in ("place", "note") if whole[name]}
        earlier = earlier_moments({"hearing": row.pk, **texts}, "starts_at", row.starts_at)
        yield Promised(
            "court_hearing", row.pk, row.record_id, "hearing.recorded", (whole, *earlier), at=row.recorded_at,
            by=row.recorded_by_id,
        )  # fmt: skip
    came: dict[UUID, list[HearingAttendance]] = defaultdict(list)
    for seen in _rows(HearingAttendance, keys, using):
        came[seen.hearing_id].append(seen)
    for outcome in outcomes:
        yield _outcome(outcome, came.pop(outcome.hearing_id, []), keys[outcome.record_id])
    for left in came.values():
        yield from (Promised("court_hearingattendance", one.pk, one.record_id, "hearing.noted", ()) for one in left)  # fmt: skip


def _outcome(outcome: HearingOutcome, came: list[HearingAttendance], key: bytes) -> Promised:
    following = outcome.next_hearing
    noted = (outcome.noted_at, outcome.noted_by_id)
    agrees = all(one.noted_at == outcome.noted_at for one in came) and (
        following is None or (following.recorded_at, following.recorded_by_id) == noted
    )
    whole = outcome_content(outcome, {one.party_id: one.came for one in came}, following, key=key)
    forms = (whole, without(whole, "came", "next", "next_starts_at", "next_place"))
    return Promised(
        "court_hearingoutcome", outcome.pk, outcome.record_id, "hearing.noted", forms if agrees else (), at=outcome.noted_at,
        by=outcome.noted_by_id,
    )  # fmt: skip


def _measures(keys: Keys, using: str) -> Iterator[Promised]:
    for row in _rows(ProtectiveMeasure, keys, using):
        asked = measure_content(row, key=keys[row.record_id])
        forms = (asked, without(asked, "submission", "facts", "agency"))
        yield Promised(
            "court_protectivemeasure", row.pk, row.record_id, "measure.asked", forms, at=row.asked_at, by=row.asked_by_id
        )  # fmt: skip
        if row.decision:
            said = measure_decision_content(row, key=keys[row.record_id])
            yield Promised(
                "court_protectivemeasure", row.pk, row.record_id, "measure.decided", (said, without(said, "until_on")),
                at=row.decided_at, by=row.decided_by_id,
            )  # fmt: skip


def _returned_and_appealed(keys: Keys, using: str) -> Iterator[Promised]:
    for row in _rows(SubmissionReturn, keys, using, "submission"):
        note = row.unseal("note", key=keys[row.record_id])
        content = {"code": row.submission.code, "reason": str(row.reason), "note": note}
        yield Promised(
            "court_submissionreturn", row.pk, row.record_id, "submission.handed_back", (content,), at=row.returned_at,
            by=row.returned_by_id,
        )  # fmt: skip
    for appeal in _rows(Appeal, keys, using):
        whole = appeal_content(appeal)
        yield Promised(
            "court_appeal", appeal.pk, appeal.record_id, "appeal.noted", (whole, without(whole, "lodged_on")),
            at=appeal.recorded_at, by=appeal.recorded_by_id,
        )  # fmt: skip


def _proceedings(keys: Keys, using: str) -> Iterator[Promised]:
    """Proceedings with the submission that began them, and their parties; the applicant stands in the line of the beginning."""
    applicants: dict[UUID, CourtParty] = {}
    for party in _rows(CourtParty, keys, using):
        if party.kind == PartyKind.APPLICANT and party.proceedings_id not in applicants:
            applicants[party.proceedings_id] = party
            continue
        whole = party_content(party)
        yield Promised(
            "court_courtparty", party.pk, party.record_id, "party.added", (whole, without(whole, "number")),
            at=party.added_at, by=party.added_by_id,
        )  # fmt: skip
    found = list(_rows(Proceedings, keys, using))
    # By case and court: erasing takes the docket away, perhaps from one of the two first.
    codes: dict[tuple[UUID, UUID], list[str]] = defaultdict(list)
    of_cases = Submission.objects.using(using).filter(case_id__in={row.case_id for row in found})
    for court, case, code in of_cases.values_list("court_id", "case_id", "code"):
        codes[court, case].append(code)
    for row in found:
        first = applicants.get(row.pk)
        forms: list[Content] = []
        if first is not None and _is_applicant_of(first, row):
            for code in codes[row.court_id, row.case_id]:
                forms += [
                    proceedings_content(row, first.pk, code),
                    {"court": row.court_id, "code": code},
                ]
        yield Promised(
            "court_proceedings", row.pk, row.record_id, "proceedings.opened", tuple(forms), at=row.opened_at,
            by=first.added_by_id if first else None,
        )  # fmt: skip


def _is_applicant_of(party: CourtParty, row: Proceedings) -> bool:
    return (party.agency_id, party.added_at, party.number) == (row.agency_id, row.opened_at, 1)


def _services(keys: Keys, using: str) -> Iterator[Promised]:
    for row in _rows(Service, keys, using, "party"):
        key = keys[row.record_id]

        def line(kind: str, *forms: Content, at: datetime | None = None, by: UUID | None = None, row: Service = row) -> Promised:  # fmt: skip
            return Promised("court_service", row.pk, row.record_id, kind, forms, at=at, by=by)

        whole = service_content(row, key=key)
        on_paper = row.party.agency_id is None
        forms = (whole, without(whole, "addressee", "address", "due_at"))
        # In the system a party has received it when it was served.
        agrees = on_paper or row.received_at == row.served_at
        yield line("service.made", *(forms if agrees else ()), at=row.served_at, by=row.served_by_id)
        if row.acknowledged_at is not None:
            yield line(
                "service.acknowledged", {"service": row.pk}, at=row.acknowledged_at, by=row.acknowledged_by_id
            )
        if on_paper and row.received_at is not None:
            proven = delivery_content(row, key=key)
            yield line("service.delivered", proven, without(proven, "received_at"))


def _questions(keys: Keys, using: str) -> Iterator[Promised]:
    """Questions and their time. Of one from before whose time the court moved, the first time is not kept."""
    for row in _rows(Question, keys, using):
        whole = question_content(row, key=keys[row.record_id])
        before = {name: whole[name] for name in ("question", "number", "text")}
        first = earlier_moments(before, "due_at", row.due_at)
        moved = [("question.more_time", said) for said in earlier_moments({"question": row.pk}, "due_at", row.due_at)]  # fmt: skip
        more: dict[str, Any] = {"table": "court_question", "row": row.pk, "record": row.record_id}
        yield Promised(
            **more, kind="question.time_set", contents=(question_time_content(row),), if_any=True,
            excuses=(*(("question.asked", said) for said in first), *moved),
        )  # fmt: skip
        yield Promised(
            **more, kind="question.asked", contents=(whole, *first), at=row.asked_at, by=row.asked_by_id, excuses=tuple(moved),
        )  # fmt: skip


def _answers(keys: Keys, using: str) -> Iterator[Promised]:
    """Answers, and whether each party that was asked has answered when its answer says so."""
    given: dict[tuple[UUID, UUID], datetime] = {}
    for row in _rows(Answer, keys, using):
        whole = answer_content(row, key=keys[row.record_id])
        yield Promised(
            "court_answer", row.pk, row.record_id, "question.answered",
            (whole, without(whole, "party", "agency", "exculpatory")), at=row.given_at, by=row.entered_by_id,
        )  # fmt: skip
    asked = list(_rows(QuestionAsked, keys, using))
    answers = Answer.objects.using(using).filter(question_id__in={one.question_id for one in asked})
    for question, party, at in answers.values_list("question_id", "party_id", "given_at"):
        given[question, party] = at
    for one in asked:
        if one.answered_at != given.get((one.question_id, one.party_id)):
            yield Promised("court_questionasked", one.pk, one.record_id, "question.answered", ())


def promised_of_steps(keys: Keys, *, using: str) -> Iterator[Promised]:
    """What agencies reported on orders, under these records of steps or of cases."""
    rows = list(_rows(Compliance, keys, using))
    orders = dict(
        Order.objects.using(using)
        .filter(step_id__in={row.step_id for row in rows})
        .values_list("step_id", "pk")
    )
    for row in rows:
        whole = compliance_content(row, orders.get(row.step_id), key=keys[row.record_id])
        yield Promised(
            "court_compliance", row.pk, row.record_id, "order.complied", (whole, without(whole, "agency")),
            at=row.reported_at, by=row.reported_by_id,
        )  # fmt: skip
