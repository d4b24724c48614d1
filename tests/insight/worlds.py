"""Invented countries for the attack on everything that is published: things with all their answers, and the counts of them.

The answers of one thing belong together as they do in life: what is still running is not reviewed yet, a court's time is one
of the limits, a follow-up after ninety days is of a case that was closed ninety days before.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from takatuf.insight.rules import Quarter

Counts = dict[str, Counter[tuple[int, int, str]]]
_DAY = timedelta(days=1)


class World:
    """The true counts by table, as the rooms' prepared figures give them: (year, quarter, column) -> how many."""

    def __init__(self, seed: int, quarters: Sequence[Quarter]) -> None:
        self.source = random.Random(seed)
        self.quarters = tuple(quarters)
        self.counts: Counts = {}
        for quarter in quarters:
            for make, most in (
                (self._report, 70), (self._case, 45), (self._referral, 60), (self._limit, 90), (self._call, 50), (self._decision, 40),
                (self._assessment, 30), (self._removal, 30), (self._submission, 30), (self._ruling, 25), (self._care, 20), (self._asked, 30), (self._link, 30),
            ):  # fmt: skip
                for _ in range(self.source.randrange(most // 4, most)):
                    make(quarter)
        self._closures()
        for last in quarters:
            for _ in range(self.source.randrange(12, 60)):
                self._now(last)

    def count(self, quarter: Quarter, **answers: str) -> None:
        for table, answer in answers.items():
            self.counts.setdefault(table, Counter())[quarter.year, quarter.number, answer] += 1

    def pick(self, **weights: int) -> str:
        return self.source.choices(list(weights), list(weights.values()))[0]

    def _report(self, quarter: Quarter) -> None:
        channel = self.pick(public_web=60, hotline=20, provider=5, agency=2, message=3)
        machine = channel in {"provider", "message"}
        reporter = "other" if machine else self.pick(parent=60, child=8, professional=20, other=5)
        band = self.pick(quarter_hour=10, hour=30, four_hours=30, day=15, three_days=5, later=3, not_yet=3)
        self.count(
            quarter, reports_by_channel=channel, reports_by_reporter=reporter, first_review=band,
            reports_by_kind=self.pick(grooming=60, extortion=25, marriage=4), reports_by_region=self.pick(**{"SA-01": 70, "SA-02": 20, "SA-12": 3}),
            matched_reports=self.pick(matched=12, not_matched=88), feedback_given=self.pick(answered=50, not_answered=8, no_mailbox=30),
        )  # fmt: skip
        if self.source.random() < 0.5:
            time = self.pick(day=80, night=20)
            urgent = (
                f"{time}_in_time" if band in {"quarter_hour", "hour", "four_hours"}
                else self.pick(still_running=1, **{f"{time}_late": 1}) if band == "not_yet" else f"{time}_late"
            )  # fmt: skip
            self.count(quarter, urgent_in_time=urgent)

    def _case(self, quarter: Quarter) -> None:
        self.count(
            quarter, first_share=self.pick(hour=20, day=50, three_days=10, later=5, not_yet=5),
            child_seen=self.pick(day=30, two_days=30, week=10, two_weeks=3, later=2, not_yet=5),
            child_views=self.pick(heard=60, not_heard=8, no_assessment=10), care_for_children=self.pick(care=6, no_care=94),
        )  # fmt: skip

    def _referral(self, quarter: Quarter) -> None:
        outcome = self.pick(accepted=80, declined=5, silent=5, waiting=4, withdrawn=2)
        self.count(quarter, referrals_by_outcome=outcome)
        if outcome in {"accepted", "declined"}:
            came = (
                quarter if self.source.random() < 0.95 or quarter.next not in self.quarters else quarter.next
            )
            self.count(
                came, referral_answers=self.pick(in_time=90, late=10),
                referral_time=self.pick(two_hours=40, six_hours=30, day=20, three_days=5, later=3),
            )  # fmt: skip

    def _limit(self, quarter: Quarter) -> None:
        kept = self.pick(in_time=88, late=3, level_1=6, level_2=3, level_3=1)
        self.count(quarter, limits_kept=kept)
        if self.source.random() < 0.3:
            self.count(quarter, court_times="in_time" if kept == "in_time" else self.pick(late=2, not_yet=1))

    def _call(self, quarter: Quarter) -> None:
        self.count(
            quarter, calls_without_report=self.pick(advice=60, silent=15, test=10, abusive=3, repeated=4)
        )

    def _decision(self, quarter: Quarter) -> None:
        self.count(
            quarter, triage_overrides=self.pick(confirmed=85, raised=8, lowered=5), first_door=self.pick(stayed=85, passed_on=15)
        )  # fmt: skip

    def _assessment(self, quarter: Quarter) -> None:
        self.count(quarter, assessments_in_time=self.pick(in_time=80, late=10, running=6))

    def _removal(self, quarter: Quarter) -> None:
        self.count(quarter, removal_time=self.pick(day=50, benchmark=30, later=8, not_yet=5))

    def _submission(self, quarter: Quarter) -> None:
        self.count(quarter, submissions_returned=self.pick(returned=10, not_returned=90))

    def _ruling(self, quarter: Quarter) -> None:
        self.count(quarter, report_to_ruling=self.pick(three_months=10, half_year=40, year=30, later=8))

    def _care(self, quarter: Quarter) -> None:
        self.count(quarter, care_asked=self.pick(limit=40, talk=20), care_answered=self.pick(day=80, later=8, not_yet=4))  # fmt: skip

    def _link(self, quarter: Quarter) -> None:
        self.count(quarter, linked_cases=self.pick(one_agency=60, within_day=25, later=15))

    def _asked(self, quarter: Quarter) -> None:
        self.count(quarter, children_listened_to=self.pick(yes=60, partly=10, no=5, not_asked=20))

    def _now(self, last: Quarter) -> None:
        """What stands on the day of counting; counted in the last quarter of a release."""
        self.count(last, next_step=self.pick(has_step=90, no_step=8), training_done=self.pick(all=60, some=30, none=5))  # fmt: skip

    def _closures(self) -> None:
        """Cases closed over two years; what falls due of each, by the days themselves."""
        day = self.quarters[0].first_day - 400 * _DAY
        while day < self.quarters[-1].last_day:
            day += self.source.randrange(1, 9) * _DAY
            for days in (30, 90, 180):
                done = self.source.random() < 0.85
                self._due(day + days * _DAY, follow_ups=f"{days}_{'done' if done else 'not'}")
            self._due(
                date(day.year + 1, day.month, min(day.day, 28)), harm_again=self.pick(again=6, not_again=94)
            )

    def _due(self, day: date, **answers: str) -> None:
        if (quarter := Quarter.of(day)) in self.quarters:
            self.count(quarter, **answers)


def true_count(counts: Mapping[str, Counter[tuple[int, int, str]]], table: str, quarters: Sequence[Quarter], column: str) -> int:  # fmt: skip
    """How many there truly are in one published cell."""
    found = counts.get(table, Counter())
    return sum(found[quarter.year, quarter.number, column] for quarter in quarters)
