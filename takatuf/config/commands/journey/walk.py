"""The steps of the journey, each by its own actor in that actor's scope."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation

from takatuf.agencies.models import Worker
from takatuf.agencies.queries import WorkerName, agency_by_code, worker
from takatuf.agencies.scope import system_scope, worker_scope
from takatuf.casework import actions as casework
from takatuf.casework import queries as casework_queries
from takatuf.casework.models.kinds import AssessmentKind, ClosureReason, ReviewDecision, SafeNow
from takatuf.clocks.actions import check_deadlines
from takatuf.config.commands.country import make_country
from takatuf.config.commands.journey import story
from takatuf.config.commands.journey.demo_exhibits import phone_and_statement
from takatuf.config.commands.journey.demo_work import reports_of_a_quarter
from takatuf.config.commands.transfer import read_report
from takatuf.config.commands.user import new_totp_secret
from takatuf.config.commands.work import seal_everything
from takatuf.court import actions as court
from takatuf.court.identities import court_key_of
from takatuf.court.models.choices import (
    DatePrecision,
    FactKind,
    LimitUnit,
    OrderKind,
    Party,
    SourceKind,
    Stance,
)
from takatuf.court.proofs import proof_of
from takatuf.court.queries import open_document
from takatuf.insight.actions import make_release
from takatuf.insight.queries import latest_release
from takatuf.intake.actions import receive_report, write_to_reporter
from takatuf.jointwork import actions as jointwork
from takatuf.jointwork.models import LegalBasis, Purpose
from takatuf.jointwork.queries import steps_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.clock import now
from takatuf.kernel.errors import Refused
from takatuf.ledger.queries import ledger_vkey
from takatuf.triage.actions import decide
from takatuf.triage.queries import reports_awaiting_triage
from takatuf.vault.authority import make_demo_authority


class NotRefused(Refused):
    """A step that the house must refuse was not refused."""


@dataclass(frozen=True, slots=True)
class StepDone:
    """One step as it is printed and kept in journey.json. `at` is the journey's own time, `seconds` what it took."""

    number: int
    step: str
    by: str
    at: str
    seconds: float
    result: str


class Walk:
    """One report on its way. Times are the journey's own, so that clocks run out without waiting."""

    def __init__(
        self, directory: Path, report: Path | None, *, starts_at: datetime | None = None, quiet: bool = False
    ) -> None:
        self.directory = directory
        self.report = report
        self.quiet = quiet
        self.done: list[StepDone] = []
        self.at = starts_at or now() - timedelta(days=30)
        make_country(password=new_totp_secret(), totp_secret=new_totp_secret())
        self.signer = make_demo_authority(settings.TAKATUF_KEYS / "signer", at=self.at)
        self.ids: dict[str, UUID] = {}

    def all_steps(self, until: str = "") -> None:
        """Every step in order, or those up to and with the one named; with Arabic words, as the desks have them."""
        steps: tuple[tuple[str, str, Callable[[], str], timedelta], ...] = (
            ("report received", "the reporter", self._receive, timedelta(0)),
            ("triage", "noura", self._triage, timedelta(minutes=9)),
            ("case started", "noura", self._start_case, timedelta(minutes=4)),
            ("leading agency appointed", "noura", self._appoint, timedelta(minutes=1)),
            ("referred to two agencies", "sara", self._refer, timedelta(minutes=20)),
            ("police accepted and answered", "faisal", self._answer, timedelta(minutes=30)),
            ("health was silent and escalated", "the clock", self._escalate, timedelta(hours=30)),
            ("assessment", "sara", self._assess, timedelta(hours=2)),
            ("plan, approved by another person", "sara, huda", self._plan, timedelta(hours=20)),
            ("visit, the child seen alone", "sara", self._visit, timedelta(hours=24)),
            ("facts with their sources", "reem", self._facts, timedelta(days=3)),
            (
                "submission written and approved twice",
                "reem, huda, yousef",
                self._submission,
                timedelta(days=1),
            ),
            ("submission drawn, checked and signed", "reem", self._sign, timedelta(hours=1)),
            ("filed with the court", "reem", self._file, timedelta(hours=1)),
            ("hearing and ruling", "judge", self._rule, timedelta(days=10)),
            ("order came back as a step, and was done", "judge, sara", self._order, timedelta(hours=1)),
            ("closing refused, then closed", "sara, huda", self._close, timedelta(days=5)),
            ("a safe figure", "director", self._figure, timedelta(days=1)),
        )
        with translation.override("ar"):
            for number, (name, by, run, later) in enumerate(steps, 1):
                self.at += later
                began = time.perf_counter()
                result = run()
                seconds = round(time.perf_counter() - began, 3)
                done = StepDone(number, name, by, self.at.isoformat(timespec="seconds"), seconds, result)
                self.done.append(done)
                if not self.quiet:
                    print(f"{number:>2}  {name:<42} {done.seconds:>7.3f} s  {result}", flush=True)
                if name == until:
                    return

    def leave_files(self) -> None:
        """Write proof.json, ledger.pub and journey.json beside submission.pdf."""
        with self._as("reem") as by:
            proof = proof_of(self.ids["submission"], by=by, at=self.at)
        (self.directory / "proof.json").write_text(json.dumps(proof, indent=1), encoding="utf-8")
        (self.directory / "ledger.pub").write_text(ledger_vkey() + "\n", encoding="utf-8")
        facts = [{"number": number, "text_ar": fact["text"]} for number, fact in enumerate(story.FACTS, 1)]
        whole = {"format": "takatuf-journey/1", "facts": facts, "steps": [asdict(step) for step in self.done]}
        (self.directory / "journey.json").write_text(
            json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8"
        )

    def _who(self, username: str) -> WorkerName:
        row = Worker.objects.get(user__username=username)
        return worker(row.pk)

    def _as(self, username: str) -> Any:
        return worker_scope(self._who(username).id)

    def _receive(self) -> str:
        content = read_report(self.report, received_at=now())  # the walk is told about the past
        with system_scope("intake") as by:
            received = receive_report(
                content=content,
                key=f"journey-{self.at:%Y%m%d%H%M%S%f}",
                lead=agency_by_code("centre").id,
                by=by,
                at=self.at,
            )
        self.ids |= {"report": received.report_id}
        return f"{received.code}, receipt of six words"

    def _triage(self) -> str:
        with self._as("noura") as by:
            row = reports_awaiting_triage(by=by, at=self.at)[0]
            decide(
                report_id=self.ids["report"], level=row.level, outcome="open_case",
                reason="طفل يتعرض لضغط من حساب مجهول، ويلزم تدخل الجهات.", by=by, at=self.at,
            )  # fmt: skip
        self.ids |= {"level": UUID(int=row.level)}
        return f"suggested Level {row.level}: {row.why[0] if row.why else ''}"

    @property
    def _level(self) -> int:
        return min(self.ids["level"].int, 4)

    def _start_case(self) -> str:
        with self._as("noura") as by:
            case = casework.start_case(
                report_id=self.ids["report"], level=self._level, child=story.CHILD, by=by, at=self.at
            )
        self.ids |= {"case": case.pk, "case_record": case.record_id}
        return str(case.code)

    def _appoint(self) -> str:
        with self._as("noura") as by:
            jointwork.appoint_lead(
                case_id=self.ids["case"], agency_id=agency_by_code("social").id, by=by, at=self.at
            )
        return "social protection leads"

    def _refer(self) -> str:
        with self._as("sara") as by:
            police = jointwork.refer_case(
                case_id=self.ids["case"], to_agency_id=agency_by_code("police").id, purpose=Purpose.INVESTIGATION,
                legal_basis=LegalBasis.LAW_DUTY, packet=["child_age", "accounts", "phones", "request"],
                request="تحديد صاحب الحساب.", by=by, at=self.at,
            )  # fmt: skip
            health = jointwork.refer_case(
                case_id=self.ids["case"], to_agency_id=agency_by_code("health").id, purpose=Purpose.HEALTH,
                legal_basis=LegalBasis.VITAL_INTEREST, packet=["child_code", "child_age", "request"],
                request="فحص وموعد دعم نفسي.", by=by, at=self.at,
            )  # fmt: skip
        self.ids |= {"police": police.pk, "health": health.pk}
        return "police: four fields; health: three fields"

    def _answer(self) -> str:
        with self._as("faisal") as by:
            jointwork.accept_referral(referral_id=self.ids["police"], by=by, at=self.at)
        self.at += timedelta(minutes=25)
        with self._as("faisal") as by:
            jointwork.answer_referral(
                referral_id=self.ids["police"],
                outcome="طُلبت بيانات الحساب من مزود الخدمة.",
                by=by,
                at=self.at,
            )
        return "accepted, then answered"

    def _escalate(self) -> str:
        with system_scope("clockwork"):
            missed = check_deadlines(at=self.at)
        with system_scope("clockwork"):
            again = check_deadlines(at=self.at)
        return f"{missed} deadlines missed, each told once ({again} told again)"

    def _assess(self) -> str:
        with self._as("sara") as by:
            casework.record_assessment(
                case_id=self.ids["case"], kind=AssessmentKind.INITIAL, facts=story.ASSESSMENT_FACTS,
                opinion=story.ASSESSMENT_OPINION, child_view=story.CHILD_VIEW, caregiver_view=story.CAREGIVER_VIEW,
                by=by, at=self.at,
            )  # fmt: skip
        return "fact and opinion apart, with the child's own view"

    def _plan(self) -> str:
        social = agency_by_code("social").id
        with self._as("sara") as by:
            plan = casework.make_plan(
                case_id=self.ids["case"], goal=story.PLAN_GOAL,
                actions=[
                    casework.ActionPlanned(action=text, agency_id=social, due_at=self.at + timedelta(days=7))
                    for text in story.PLAN_ACTIONS
                ],
                by=by, at=self.at,
            )  # fmt: skip
        self.at += timedelta(hours=1)
        with self._as("huda") as by:
            casework.approve_plan(case_id=self.ids["case"], plan_id=plan.pk, by=by, at=self.at)
        return f"{len(story.PLAN_ACTIONS)} actions"

    def _visit(self) -> str:
        with self._as("sara") as by:
            casework.record_visit(
                case_id=self.ids["case"], child_seen=True, child_seen_alone=True, safe_now=SafeNow.YES,
                child_view=story.VISIT_VIEW, by=by, at=self.at,
            )  # fmt: skip
            self._statement = phone_and_statement(record_id=self.ids["case_record"], by=by, at=self.at)
        return "safe now, two exhibits"

    def _facts(self) -> str:
        placed = []
        for fact in story.FACTS:
            with self._as("reem") as by:
                placed.append(self._record_fact(fact, by))
        self._fact_ids, self.first_fact = placed, placed[0]
        return f"{len(placed)} facts"

    def _record_fact(self, fact: dict[str, Any], by: Any) -> UUID:
        kind, label, locator = fact["source"]
        source = court.Source(kind=SourceKind(kind), label=label, locator=locator)
        if source.kind is SourceKind.EXHIBIT:
            source = replace(source, source_id=self._statement[0], sha256=self._statement[1])
        fact_id = court.record_fact(
            case_id=self.ids["case"], text_ar=fact["text"], kind=FactKind(fact["kind"]), sources=[source],
            occurred_on=(self.at - timedelta(days=fact["days_ago"])).date(), occurred_precision=DatePrecision(fact["precision"]),
            by=by, at=self.at,
        )  # fmt: skip
        for party, stance, reason in fact["positions"]:
            court.state_position(
                fact_id=fact_id, party=Party(party), stance=Stance(stance), reason=reason, by=by, at=self.at
            )
        return fact_id

    def _submission(self) -> str:
        with self._as("reem") as by:
            self.ids["submission"] = court.start_submission(
                case_id=self.ids["case"], court_id=agency_by_code("court").id, docket=story.DOCKET,
                child_code=story.CHILD_CODE, by=by, at=self.at,
            )  # fmt: skip
            court.place_facts(
                submission_id=self.ids["submission"], fact_ids=self._fact_ids, by=by, at=self.at
            )
            court.write_sections(
                submission_id=self.ids["submission"], sections=story.SECTIONS, by=by, at=self.at
            )
            court.submit_for_approval(submission_id=self.ids["submission"], by=by, at=self.at)
        for username in ("huda", "yousef"):
            with self._as(username) as by:
                court.approve_submission(submission_id=self.ids["submission"], by=by, at=self.at)
        return "two approvals"

    def _sign(self) -> str:
        seal_everything()  # the facts' proofs go into the document
        with self._as("reem") as by:
            court.build_and_sign(submission_id=self.ids["submission"], signer=self.signer, by=by, at=self.at)
            pdf = open_document(self.ids["submission"], by=by, at=self.at)
        (self.directory / "submission.pdf").write_bytes(pdf)
        seal_everything()
        if court_key_of(agency_by_code("court").id):
            with self._as("reem") as by:
                court.seal_identity(submission_id=self.ids["submission"], by=by, at=self.at)
        return f"submission.pdf, {len(pdf):,} bytes"

    def _file(self) -> str:
        with self._as("reem") as by:
            court.file_with_court(submission_id=self.ids["submission"], by=by, at=self.at)
        with self._as("judge") as by:
            court.acknowledge_submission(submission_id=self.ids["submission"], by=by, at=self.at)
        return "acknowledged"

    def _rule(self) -> str:
        with self._as("judge") as by:
            hearing = court.record_hearing(
                submission_id=self.ids["submission"], starts_at=self.at, by=by, at=self.at
            )
            self.ids["ruling"] = court.record_ruling(
                submission_id=self.ids["submission"], ruled_on=self.at.date(), text=story.RULING, hearing_id=hearing,
                facts_relied_on=(1, 2, 4), by=by, at=self.at,
            )  # fmt: skip
            court.note_hearing(hearing_id=hearing, end=court.HearingEnd.HELD, by=by, at=self.at)
        return "rests on facts 1, 2 and 4"

    def _order(self) -> str:
        with self._as("judge") as by:
            court.record_order(
                ruling_id=self.ids["ruling"], kind=OrderKind.SUPPORT, text=story.ORDER, agency_id=agency_by_code("social").id,
                limit_amount=30, limit_unit=LimitUnit.CALENDAR_DAYS, by=by, at=self.at,
            )  # fmt: skip
        return "thirty days"

    def _close(self) -> str:
        with self._as("sara") as by:
            casework.record_review(case_id=self.ids["case"], decision=ReviewDecision.CLOSE, by=by, at=self.at)
        refused = self._closing_refused()
        self._end_what_was_open()
        with self._as("sara") as by:
            self._propose_closure(by)
        with self._as("huda") as by:
            casework.close_case(case_id=self.ids["case"], by=by, at=self.at)
        return f"refused first: {refused}"

    def _propose_closure(self, by: Actor) -> None:
        casework.propose_closure(
            case_id=self.ids["case"],
            reason=ClosureReason.GOALS_REACHED,
            outcome=story.OUTCOME,
            by=by,
            at=self.at,
        )

    def _closing_refused(self) -> str:
        """Try to close while a referral and the court's order are open; returns what the house said against it.

        Raises NotRefused when it said nothing: then a promise is broken.
        """
        try:
            with self._as("sara") as by:
                self._propose_closure(by)
        except casework.CannotClose as refusal:
            return str(refusal)
        raise NotRefused("The case could be closed while a referral and an order were open.")

    def _end_what_was_open(self) -> None:
        with self._as("layla") as by:
            jointwork.accept_referral(referral_id=self.ids["health"], by=by, at=self.at)
            jointwork.answer_referral(
                referral_id=self.ids["health"], outcome=story.HEALTH_ANSWER, by=by, at=self.at
            )
        with self._as("noura") as by:
            write_to_reporter(report_id=self.ids["report"], text=story.FEEDBACK, by=by, at=self.at)
        for username in ("sara", "noura"):
            with self._as(username) as by:
                for step in steps_of(self.ids["case"], by=by):
                    if step.done_at is None and step.owner.id == by.agency:
                        jointwork.do_step(step_id=step.id, by=by, at=self.at)
        with self._as("sara") as by:
            for plan in casework_queries.open_case(self.ids["case"], by=by, at=self.at).plans:
                for action in plan.actions:
                    casework.do_plan_action(case_id=self.ids["case"], action_id=action.id, by=by, at=self.at)

    def _figure(self) -> str:
        if not self.quiet:
            reports_of_a_quarter(at=self.at)  # one report alone would be a table of hidden cells
        with self._as("director") as by:
            make_release(by=by, at=self.at, with_running_quarter=True)
        release = latest_release()
        if release is None:
            raise NotRefused("The release was made, and no page can show it.")
        shown = release.tables[0]
        cells = [cell for row in shown.rows for cell in row.cells]
        return f"{cells.count(None)} of {len(cells)} numbers hidden, total {shown.total}"
