"""What the rooms count: one report on its whole way through the house, counted once by every definition."""

from datetime import timedelta
from pathlib import Path

import pytest

from takatuf.casework import figures as casework
from takatuf.clocks import figures as clocks
from takatuf.config.commands.journey.walk import Walk
from takatuf.court import figures as court
from takatuf.insight.counting import Span, published_tables
from takatuf.insight.dictionary import dictionary
from takatuf.insight.rules import Quarter
from takatuf.intake import figures as intake
from takatuf.jointwork import figures as jointwork
from takatuf.kernel.clock import now
from takatuf.triage import figures as triage

pytestmark = pytest.mark.usefixtures("house")
YEAR = timedelta(days=370)


def _codes(counts: dict[tuple[int, int, str], int]) -> dict[str, int]:
    """The counts without their quarters."""
    found: dict[str, int] = {}
    for (_year, _quarter, code), count in counts.items():
        found[code] = found.get(code, 0) + count
    return found


def test_one_case_on_its_whole_way_is_counted_once_by_every_definition(tmp_path: Path) -> None:
    Walk(tmp_path, None, starts_at=now() - timedelta(days=60), quiet=True).all_steps()
    span = {"since": now() - YEAR, "until": now() + YEAR}
    at = {**span, "at": now()}

    counted = {
        "first_review": triage.first_reviews(**span), "matched": triage.matched_reports(**span),
        "told": intake.told_by_quarter(**span), "overrides": triage.overridden_suggestions(**span),
        "care": triage.care_asked(**span), "first_share": jointwork.first_shares(**span), "seen": casework.child_seen(**span),
        "views": casework.child_views(**span), "outcomes": jointwork.referral_outcomes(**span),
        "answers": jointwork.referral_answers(**at), "follow_ups": casework.follow_ups(**span),
        "harm_again": casework.harm_again(**at),
    }  # fmt: skip

    assert {name: _codes(dict(counts)) for name, counts in counted.items()} == {
        "first_review": {"quarter_hour": 1}, "matched": {"not_matched": 1}, "told": {"answered": 1}, "overrides": {"confirmed": 1},
        "care": {}, "first_share": {"hour": 1}, "seen": {"week": 1}, "views": {"heard": 1}, "outcomes": {"accepted": 2},
        "answers": {"in_time": 1, "late": 1}, "follow_ups": {"30_not": 1, "90_not": 1, "180_not": 1},
        "harm_again": {"too_early": 1},
    }  # fmt: skip
    (row,) = intake.report_counts(**span)
    assert (row.count, row.channel) == (1, "public_web")
    kept, escalated = clocks.limits_kept(**at), clocks.escalations(**at)
    assert sum(kept.values()) == sum(escalated.values()) > 0
    assert _codes(dict(kept))["in_time"] > 0
    assert jointwork.open_cases_with_a_step() == {}
    assert _codes(dict(court.report_to_ruling(**span))) == {"three_months": 1}
    assert list(court.returned_for_clarification().values()) == [(1, 0)]
    assert sum(intake.report_languages_by_hour(**span).values()) == 1
    assert sum(casework.cases_by_level_and_sector(**span).values()) == 1
    assert sum(jointwork.referrals_by_purpose_and_sector(**span).values()) == 2


def test_every_code_that_is_counted_has_a_column_and_words() -> None:
    columns = {table.code: set(table.columns) for table in dictionary().tables.values()}

    assert columns["first_review"] == set(triage.REVIEW_BANDS)
    assert columns["urgent_in_time"] == set(triage.URGENT)
    assert columns["matched_reports"] == set(triage.MATCHED)
    assert columns["triage_overrides"] == set(triage.OVERRIDES)
    assert columns["care_asked"] == set(triage.CARE)
    assert columns["feedback_given"] == set(intake.TOLD)
    assert columns["first_share"] == set(jointwork.SHARE_BANDS)
    assert columns["referrals_by_outcome"] == set(jointwork.OUTCOMES)
    assert columns["referral_answers"] == set(jointwork.ANSWERS)
    assert columns["removal_time"] == set(jointwork.REMOVAL_BANDS)
    assert columns["assessments_in_time"] == set(jointwork.ASSESSED)
    assert columns["next_step"] == set(jointwork.NEXT_STEP)
    assert columns["child_seen"] == set(casework.SEEN_BANDS)
    assert columns["child_views"] == set(casework.VIEWS)
    assert columns["follow_ups"] == set(casework.FOLLOW_UPS)
    assert columns["harm_again"] == set(casework.HARM_AGAIN)
    assert columns["limits_kept"] == set(clocks.KEPT)
    assert columns["escalations"] == set(clocks.ESCALATED)
    for name, codes in intake.codes_of_reports().items():
        if name != "told":
            assert columns[f"reports_by_{name}"] == set(codes)


def test_a_span_reaches_from_the_first_moment_of_its_quarters_to_the_last() -> None:
    span = Span((Quarter(2026, 1), Quarter(2026, 2)), now())

    assert span.since.isoformat().startswith("2026-01-01T00:00:00")
    assert span.until.isoformat().startswith("2026-07-01T00:00:00")


def test_a_house_without_anything_publishes_zeros_and_no_gap() -> None:
    quarters = [Quarter(2026, number) for number in (1, 2, 3, 4)]

    tables = published_tables(dictionary(), quarters, now(), year=quarters)

    assert [table["table"] for table in tables] == list(dictionary().tables)
    assert all(table["total"] == 0 and not table["withheld"] for table in tables)
