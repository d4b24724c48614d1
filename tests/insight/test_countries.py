"""Other countries' practices with their source, and self-assessments that stand beside each other."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils.translation import override

from takatuf.agencies.models import Sector
from takatuf.agencies.queries import WorkerName
from takatuf.agencies.rules import Role
from takatuf.insight.countries.actions import (
    AlreadyAssessed,
    PracticeText,
    add_practice,
    assess_ourselves,
    judge_practice,
    load_known_practices,
    rename_capability,
)
from takatuf.insight.countries.files import capability_names, domains
from takatuf.insight.countries.queries import (
    assessment_table,
    assessments,
    last_assessed_on,
    names_of_capabilities,
    past_assessment,
    practices,
    practices_to_load,
)
from takatuf.kernel.errors import InvalidInput, NotAllowed
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TEXT = PracticeText(
    country="fr", title_ar="عنوان", title_en="Title", text_ar="نص", text_en="Text", source="A manual"
)


@pytest.fixture
def director() -> WorkerName:
    return make_worker(make_agency(sector=Sector.MINISTRY), Role.DIRECTOR)


def _scores(phase: int | None) -> dict[int, tuple[int | None, str]]:
    return {
        number: (phase if number <= 3 else None, "لأن" if number == 1 else "")
        for number in capability_names()
    }


def test_the_known_practices_are_taken_in_once_each_with_its_source_and_unchecked(
    director: WorkerName,
) -> None:
    with acting(director) as by:
        assert load_known_practices(by=by, at=AT) == practices_to_load(by=by) + len(practices())
        assert load_known_practices(by=by, at=AT) == 0

    rows = practices()
    assert len(rows) >= 10
    assert all(row.source and not row.checked and row.adoption == "not_looked_at" for row in rows)
    assert {"المملكة المتحدة", "فرنسا", "كندا", "أستراليا", "ماليزيا"} <= {row.country for row in rows}


def test_what_was_adopted_is_said_in_both_languages(director: WorkerName) -> None:
    with acting(director) as by:
        row = add_practice(text=TEXT, by=by, at=AT)
        with pytest.raises(InvalidInput):
            judge_practice(
                practice_id=row.pk, adoption="adopted", note_ar="x", note_en=" ", checked=True, by=by, at=AT
            )
        judge_practice(
            practice_id=row.pk,
            adoption="adapted",
            note_ar="أُخذ بالمهلة",
            note_en="The limit",
            checked=True,
            by=by,
            at=AT,
        )

    with override("en"):
        (shown,) = practices()
    assert (shown.country, shown.note, shown.checked) == ("France", "The limit", True)


@pytest.mark.parametrize(("name", "value"), [("country", "France"), ("source", " "), ("title_en", "")])
def test_a_practice_without_a_country_or_a_source_is_refused(
    director: WorkerName, name: str, value: str
) -> None:
    parts = {
        part: getattr(TEXT, part)
        for part in ("country", "title_ar", "title_en", "text_ar", "text_en", "source")
    }

    with acting(director) as by, pytest.raises(InvalidInput) as refusal:
        add_practice(text=PracticeText(**{**parts, name: value}), by=by, at=AT)

    assert refusal.value.path == name


def test_only_a_director_writes_practices_and_assessments() -> None:
    officer = make_worker(make_agency(), Role.DUTY_OFFICER)

    with acting(officer) as by:
        with pytest.raises(NotAllowed):
            add_practice(text=TEXT, by=by, at=AT)
        with pytest.raises(NotAllowed):
            assess_ourselves(scores=_scores(1), assessed_on=AT.date(), note="", by=by, at=AT)
        assert assessments(by=by) == []


def test_assessments_stand_beside_each_other_over_time(director: WorkerName) -> None:
    with acting(director) as by:
        assess_ourselves(scores=_scores(1), assessed_on=date(2025, 10, 1), note="ملاحظة", by=by, at=AT)
        assess_ourselves(scores=_scores(2), assessed_on=date(2026, 10, 1), note="", by=by, at=AT)
        with pytest.raises(AlreadyAssessed):
            assess_ourselves(scores=_scores(3), assessed_on=date(2026, 10, 1), note="", by=by, at=AT)
        table = assessment_table(by=by)
        oldest = past_assessment(assessments(by=by)[-1].id, by=by)

    first = table.domains[0].rows[0]
    assert [column.assessed_on.year for column in table.columns] == [2026, 2025]
    assert (first.phases, first.note) == ((2, 1), "لأن")
    assert (table.since, table.up, table.down, table.unchanged) == (date(2025, 10, 1), 3, 0, 0)
    assert (oldest.domains[0].rows[0].phases, oldest.note) == ((1,), "ملاحظة")
    assert last_assessed_on() is None  # nobody without a scope reads it
    with acting(director):
        assert last_assessed_on() == date(2026, 10, 1)


def test_what_two_agencies_saw_is_not_compared(director: WorkerName) -> None:
    other = make_worker(make_agency(), Role.DIRECTOR)
    with acting(other) as by:
        assess_ourselves(scores=_scores(3), assessed_on=date(2025, 10, 1), note="", by=by, at=AT)
    with acting(director) as by:
        assess_ourselves(scores=_scores(1), assessed_on=date(2026, 10, 1), note="", by=by, at=AT)
        table = assessment_table(by=by)

    assert table.since is None
    assert len(table.columns) == 2


def test_an_assessment_in_which_nobody_looked_at_anything_is_refused(director: WorkerName) -> None:
    with acting(director) as by:
        for scores, day in (
            (_scores(None), AT.date()),
            (_scores(5), AT.date()),
            ({1: (1, "")}, AT.date()),
            (_scores(1), date(2027, 1, 1)),
        ):
            with pytest.raises(InvalidInput):
                assess_ourselves(scores=scores, assessed_on=day, note="", by=by, at=AT)


def test_a_renamed_capability_keeps_its_old_name_in_earlier_assessments(director: WorkerName) -> None:
    with acting(director) as by:
        row = assess_ourselves(scores=_scores(1), assessed_on=AT.date(), note="", by=by, at=AT)
        rename_capability(number=1, name_ar="قيادة وطنية", name_en="National leadership", by=by, at=AT)
        rename_capability(number=1, name_ar="قيادة وطنية", name_en="Leadership of the nation", by=by, at=AT)
        assert names_of_capabilities()[1].en == "Leadership of the nation"
        with pytest.raises(InvalidInput):
            rename_capability(number=22, name_ar="x", name_en="x", by=by, at=AT)
        row.refresh_from_db()
        with override("en"):
            then = past_assessment(row.pk, by=by).domains[0].rows[0].name
            now_called = assessment_table(by=by).domains[0].rows[0].name

    assert row.names["1"]["en"] == "Leadership"
    assert (then, now_called) == ("Leadership", "Leadership of the nation")


def test_the_21_capabilities_stand_each_in_one_domain() -> None:
    numbers = [number for domain in domains() for number in domain.numbers]

    assert sorted(numbers) == list(range(1, 22)) == sorted(capability_names())


def test_an_assessment_cannot_be_changed(director: WorkerName) -> None:
    with acting(director) as by:
        assess_ourselves(scores=_scores(1), assessed_on=AT.date(), note="", by=by, at=AT)

    with acting(director), pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("UPDATE insight_selfassessment SET note = 'x'")


@pytest.mark.parametrize(
    ("table", "set_to", "constraint"),
    [
        ("insight_practice", "source = ''", "insight_practice_source"),
        ("insight_practice", "adoption = 'adopted'", "insight_practice_adopted_says_what"),
        ("insight_capabilityname", "number = 30", "insight_capabilityname_number"),
    ],
)
def test_the_database_refuses_nonsense(
    director: WorkerName, table: str, set_to: str, constraint: str
) -> None:
    with acting(director) as by:
        add_practice(text=TEXT, by=by, at=AT)
        rename_capability(number=1, name_ar="x", name_en="x", by=by, at=AT)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(using="keeper"):
        with connections["keeper"].cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {set_to}")
