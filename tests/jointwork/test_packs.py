"""Every country pack against dates counted by hand, and what a pack may not say."""

from copy import deepcopy
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import yaml
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from takatuf.clocks.calendars import calendar
from takatuf.clocks.rules import add_time
from takatuf.jointwork import packs
from takatuf.jointwork.packs import (
    PackFault,
    event_words,
    pack,
    pack_codes,
    read_pack,
    step_cite,
    step_title,
)
from takatuf.kernel.errors import NotFound

FIRST, LAST = datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2030-12-31")
COUNTRIES = ("AU-QLD", "AU-VIC", "CA-ON", "FR", "GB-ENG", "MY", "SA")

#: (step, start, end), in the local time of the pack's calendar; counted by hand on a wall calendar of 2026.
BY_HAND = [
    # Thursday evening in Riyadh: the weekend is Friday and Saturday, and the study runs 15 working days.
    ("SA", "sa_urgent_to_security", "2026-11-19 23:40", "2026-11-20 00:40"),
    ("SA", "sa_social_study", "2026-11-19 23:40", "2026-12-10 16:00"),
    ("SA", "sa_investigation_contact", "2026-09-21 10:00", "2026-09-24 16:00"),  # the 23rd is National Day
    ("SA", "sa_shelter", "2026-11-19 23:40", "2026-11-22 23:40"),
    ("SA", "sa_follow_up_180", "2026-01-01 09:00", "2026-06-30 09:00"),
    # England: Good Friday (3 April) and Easter Monday (6 April) are no working days.
    ("GB-ENG", "gb_eng_decision", "2026-04-02 16:00", "2026-04-07 17:00"),
    ("GB-ENG", "gb_eng_initial_conference", "2026-03-30 11:00", "2026-04-22 17:00"),
    ("GB-ENG", "gb_eng_assessment", "2026-01-05 09:30", "2026-03-09 17:00"),
    ("GB-ENG", "gb_eng_core_group", "2026-12-21 15:00", "2027-01-07 17:00"),  # 25, 28 December, 1 January
    ("GB-ENG", "gb_eng_first_review", "2026-11-30 10:00", "2027-02-28 10:00"),
    ("GB-ENG", "gb_eng_next_review", "2026-08-31 10:00", "2027-02-28 10:00"),
    ("GB-ENG", "gb_eng_information_red", "2026-03-28 22:00", "2026-03-29 03:00"),  # clocks go forward that night
    ("GB-ENG", "gb_eng_information_green", "2026-05-01 12:00", "2026-05-04 12:00"),
    ("GB-ENG", "gb_eng_police_medium", "2026-05-01 12:00", "2026-05-15 12:00"),
    ("FR", "fr_prosecutor", "2026-07-14 02:00", "2026-07-14 03:00"),
    ("FR", "fr_evaluation", "2026-11-30 18:00", "2027-02-28 18:00"),
    ("CA-ON", "ca_on_record_and_decide", "2026-12-25 20:00", "2026-12-26 20:00"),
    ("CA-ON", "ca_on_respond_12_hours", "2026-11-01 00:30", "2026-11-01 11:30"),  # clocks go back that night
    ("CA-ON", "ca_on_respond_48_hours", "2026-02-27 08:00", "2026-03-01 08:00"),
    ("CA-ON", "ca_on_safety_assessment", "2026-02-26 13:00", "2026-03-03 13:00"),
    ("CA-ON", "ca_on_conclude", "2026-01-01 09:00", "2026-02-15 09:00"),
    # Queensland: Labour Day is Monday 4 May.
    ("AU-QLD", "au_qld_start_24_hours", "2026-05-03 21:00", "2026-05-04 21:00"),
    ("AU-QLD", "au_qld_start_5_days", "2026-05-01 10:00", "2026-05-11 17:00"),
    ("AU-QLD", "au_qld_start_10_days", "2026-05-01 10:00", "2026-05-18 17:00"),
    # Victoria: before one o'clock the day of receipt is day one; the limit ends with its last day.
    ("AU-VIC", "au_vic_first_visit_2_days", "2026-11-19 12:59", "2026-11-21 00:00"),
    ("AU-VIC", "au_vic_first_visit_2_days", "2026-11-19 13:00", "2026-11-22 00:00"),
    ("AU-VIC", "au_vic_first_visit_14_days", "2026-11-19 09:00", "2026-12-03 00:00"),
    ("AU-VIC", "au_vic_classify", "2026-11-19 13:00", "2026-11-22 13:00"),
    ("MY", "my_child_to_protector", "2026-08-30 20:00", "2026-08-31 08:00"),
    ("MY", "my_child_to_court", "2026-08-30 20:00", "2026-08-31 20:00"),
    ("MY", "my_trial", "2026-02-28 09:00", "2027-02-28 09:00"),
]  # fmt: skip


@pytest.mark.parametrize(("country", "title", "start", "end"), BY_HAND)
def test_a_limit_ends_when_a_person_counts_it_to_end(country: str, title: str, start: str, end: str) -> None:
    found = pack(country)
    row, days = found.step(title), calendar(found.calendar)
    assert row is not None
    assert row.limit is not None
    starts_at = datetime.fromisoformat(start).replace(tzinfo=days.zone)

    due_at = add_time(starts_at, row.limit, days)

    assert due_at.astimezone(days.zone).strftime("%Y-%m-%d %H:%M") == end


def test_every_country_has_its_pack_and_its_calendar() -> None:
    assert pack_codes() == COUNTRIES
    for code in COUNTRIES:
        assert calendar(pack(code).calendar).code == pack(code).calendar


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_limit_says_where_it_comes_from_and_none_is_passed_off_as_checked(country: str) -> None:
    for step in pack(country).steps:
        assert (
            not step.checked
        )  # nobody has read the sources yet; whoever does changes this line with the file
        assert step.cite or step.origin == "our_default", step.title
        assert len(step.cite) <= 100
        assert len(step.title) <= 60


@pytest.mark.parametrize("country", COUNTRIES)
@given(moment=st.datetimes(FIRST, LAST, timezones=st.just(UTC)))
def test_no_limit_ends_before_it_starts_and_a_later_start_never_ends_earlier(
    country: str, moment: datetime
) -> None:
    found = pack(country)
    days = calendar(found.calendar)
    later = moment.replace(minute=59, second=59)

    for step in found.steps:
        if step.limit is not None:
            assert moment <= add_time(moment, step.limit, days) <= add_time(later, step.limit, days)


def test_words_of_a_pack_follow_the_language() -> None:
    with translation.override("ar"):
        arabic = step_title("gb_eng_core_group"), event_words("shelter_entered")
    with translation.override("en"):
        english = step_title("gb_eng_core_group"), event_words("shelter_entered")

    assert arabic == ("أول لقاء للمجموعة الأساسية", "دخل الطفل دار الإيواء")
    assert english == ("First core group meeting", "The child entered a shelter")
    assert step_title("nothing") is None


def _file(name: str) -> dict[str, object]:
    values: dict[str, object] = yaml.safe_load((packs._FOLDER / name).read_text(encoding="utf-8"))
    return values


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"start": "something_else"}, "a start that no event of the pack has"),
        ({"met_by": "something_else"}, "met by what no event"),
        ({"exclude": ["journey"]}, "leaves out a time that the pack does not name"),
        ({"track": "somewhere"}, "an unknown track"),
        ({"sector": "somebody"}, "an unknown sector"),
        ({"origin": "hearsay"}, "an unknown origin"),
        ({"levels": [0]}, "no level from 1 to 4"),
        ({"again": "often"}, "neither once nor restart"),
        ({"en": ""}, "in one of the two languages"),
        ({"limit": {"amount": -1, "unit": "months"}}, "a limit that cannot be"),
        ({"limit": {"amount": 1, "unit": "fortnights"}}, "a limit that cannot be"),
        ({"limit": {"amount": 1, "unit": "months", "cutoff": "13:00"}}, "a limit that cannot be"),
    ],
)
def test_a_pack_that_contradicts_itself_is_refused_by_name(change: dict[str, object], sentence: str) -> None:
    values = deepcopy(_file("fr.yaml"))
    steps = values["steps"]
    assert isinstance(steps, list)
    steps[0].update(change)

    with pytest.raises(PackFault, match=sentence) as refused:
        read_pack("fr.yaml", values)

    assert "fr.yaml: the step fr_prosecutor" in str(refused.value)


def test_a_row_without_a_part_is_refused_by_name() -> None:
    values = deepcopy(_file("fr.yaml"))
    steps = values["steps"]
    assert isinstance(steps, list)
    del steps[0]["sector"]

    with pytest.raises(PackFault, match="fr_prosecutor lacks 'sector'"):
        read_pack("fr.yaml", values)


def test_a_country_without_a_pack_is_not_found() -> None:
    with pytest.raises(NotFound):
        pack("../sa")
    with pytest.raises(NotFound):
        pack("XX")


def test_riyadh_counts_in_its_own_time() -> None:
    assert calendar("SA").zone == ZoneInfo("Asia/Riyadh")


@pytest.mark.parametrize("code", COUNTRIES)
def test_where_a_limit_stands_is_said_in_arabic_in_every_pack(code: str) -> None:
    cited = [step for step in pack(code).steps if step.cite]

    silent = [step.title for step in cited if not step.cite_ar]
    # A line that begins in Latin letters would be laid out from the left; the law's own title stands after its Arabic name.
    not_arabic = [step.title for step in cited if not "\u0621" <= step.cite_ar[:1] <= "\u064a"]

    assert cited
    assert (silent, not_arabic) == ([], [])


def test_words_for_where_a_limit_stands_are_never_those_of_a_source_that_changed() -> None:
    study = next(step for step in pack("SA").steps if step.title == "sa_social_study")

    with translation.override("ar"):
        said, changed = step_cite(study.title, study.cite), step_cite(study.title, "an older source")
    with translation.override("en"):
        english = step_cite(study.title, study.cite)

    assert (said, changed, english) == (study.cite_ar, "an older source", study.cite)


@pytest.mark.parametrize("code", COUNTRIES)
def test_schools_hospitals_telecoms_banks_and_associations_own_steps_in_every_country(code: str) -> None:
    owners = {step.sector for step in pack(code).steps}

    assert {"education", "health", "telecom", "bank", "association"} <= owners
