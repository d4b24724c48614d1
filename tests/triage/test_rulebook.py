"""Versions of the rule: two persons, guard rails, a trial, and every suggestion names its version."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from hypothesis import given
from hypothesis import strategies as st

from takatuf.agencies.rules import Role
from takatuf.intake.content import Signals
from takatuf.kernel.errors import InvalidInput, NotAllowed
from takatuf.triage.actions import (
    GuardRail,
    NothingChanged,
    SamePerson,
    VersionWaits,
    answer_rules,
    propose_rules,
)
from takatuf.triage.models import Rating, RuleVersion
from takatuf.triage.queries import open_triage, rulebook, rules_of
from takatuf.triage.rulefile import file_values, read_rules
from takatuf.triage.rulefile.editing import AddedFactor, Edit, changes, edited
from takatuf.triage.rulefile.guard import objections
from takatuf.triage.rules import rate
from tests.factories import acting, make_agency, make_worker
from tests.triage.reports import AT, LATER, QUIET, receive

house = pytest.mark.usefixtures("house")
RAISED = Edit(points={"picture_spread": 9})
OWN = AddedFactor(
    code="own_happening_live_or_within_72h", signal="happening_live_or_within_72h", points=2, origin="سياسة محلية",
    because_ar="لأن الأمر قريب", because_en="because it is near",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """The tests empty the database, and version 2 of one test is not version 2 of the next."""
    rules_of.cache_clear()
    yield
    rules_of.cache_clear()


@house
def test_a_version_counts_only_once_a_second_person_put_it_in_force_and_the_old_one_stays() -> None:
    agency = make_agency()
    one, other = make_worker(agency, Role.SHIFT_LEADER), make_worker(agency, Role.SHIFT_LEADER)
    signals = replace(QUIET, picture_spread=True)
    before = receive(agency, signals)

    with acting(one) as by:
        propose_rules(edit=RAISED, why="سبب", by=by, at=AT)
    waiting = receive(agency, signals)
    with acting(one) as by, pytest.raises(SamePerson):
        answer_rules(version="2", confirmed=True, by=by, at=AT)
    with acting(other) as by:
        answer_rules(version="2", confirmed=True, by=by, at=LATER)
    after = receive(agency, signals)

    versions = {row.report_id: (row.rule_version, row.level) for row in Rating.objects.using("keeper").all()}
    assert versions[before.report_id][0] == versions[waiting.report_id][0] == "1"
    assert versions[after.report_id] == ("2", 2)
    with acting(other) as by:
        book = rulebook(by=by)
        assert [(row.version, row.state) for row in book.versions] == [("2", "in_force"), ("1", "replaced")]
        assert [(one.code, one.before, one.after) for one in book.versions[0].changes] == [
            ("picture_spread", 2, 9)
        ]
        assert open_triage(before.report_id, by=by, at=LATER).ratings[0].rule_version == "1"


@house
def test_the_trial_counts_how_the_last_thirty_days_would_have_been_rated() -> None:
    agency = make_agency()
    receive(agency, replace(QUIET, picture_spread=True))
    receive(agency, QUIET)
    receive(make_agency(), replace(QUIET, picture_spread=True))

    with acting(make_worker(agency, Role.SHIFT_LEADER)) as by:
        trial = propose_rules(edit=RAISED, why="سبب", by=by, at=LATER).trial

    assert trial is not None
    assert (trial["tried"], trial["raised"], trial["lowered"]) == (2, 1, 0)
    assert trial["after"][1] == 1
    assert sum(trial["before"]) == sum(trial["after"]) == 2


@house
def test_what_may_not_be_proposed_is_refused_by_name() -> None:
    agency = make_agency()
    with acting(make_worker(agency, Role.TRIAGE_OFFICER)) as by, pytest.raises(NotAllowed):
        propose_rules(edit=RAISED, why="سبب", by=by, at=AT)

    with acting(make_worker(agency, Role.SHIFT_LEADER)) as by:
        with pytest.raises(InvalidInput):
            propose_rules(edit=RAISED, why=" ", by=by, at=AT)
        with pytest.raises(NothingChanged):
            propose_rules(edit=Edit(), why="سبب", by=by, at=AT)
        with pytest.raises(GuardRail) as guard:
            propose_rules(edit=Edit(review_minutes={1: 60}), why="سبب", by=by, at=AT)
        propose_rules(edit=RAISED, why="سبب", by=by, at=AT)
        with pytest.raises(VersionWaits):
            propose_rules(edit=RAISED, why="سبب", by=by, at=AT)

    assert "review_minutes" in {found.code for found in guard.value.objections}


@house
def test_the_database_keeps_one_version_in_force_and_two_persons_apart() -> None:
    agency = make_agency()
    with acting(make_worker(agency, Role.SHIFT_LEADER)) as by:
        row = propose_rules(edit=RAISED, why="سبب", by=by, at=AT)
    mine = RuleVersion.objects.using("keeper").filter(pk=row.pk)

    for wrong in (
        {"state": "in_force"},
        {"state": "in_force", "answered_by_id": row.proposed_by_id, "answered_at": AT},
    ):
        with pytest.raises(IntegrityError), transaction.atomic(using="keeper"):
            mine.update(**wrong)


@house
def test_nobody_puts_a_version_in_force_in_the_name_of_another() -> None:
    agency = make_agency()
    one, other, third = (make_worker(agency, Role.SHIFT_LEADER) for _ in range(3))
    with acting(one) as by:
        row = propose_rules(edit=RAISED, why="سبب", by=by, at=AT)

    with acting(other), pytest.raises(ProgrammingError), transaction.atomic():
        RuleVersion.objects.filter(pk=row.pk).update(
            state="in_force", answered_by_id=third.id, answered_at=AT
        )
    with acting(other), pytest.raises(ProgrammingError), transaction.atomic():
        RuleVersion(version="9", base="1", content={}, why="x", proposed_by_id=one.id, proposed_at=AT).save(
            force_insert=True
        )

    assert RuleVersion.objects.using("keeper").get().state == "proposed"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda values: values["gates"].pop(0), "fixed"),
        (lambda values: values["gates"][8]["any"].pop(), "fixed"),
        (lambda values: values["holds"].clear(), "fixed"),
        (lambda values: values.update(two_people_to_lower_from=[1]), "fixed"),
        (lambda values: values["factors"].pop(0), "removed"),
        (lambda values: values["factors"][0].update(points=0), "points"),
        (lambda values: values["factors"][0].update(points=10, at_most=10), "points"),
        (lambda values: values["levels"][1].update(at_least=40), "touchstone"),
        (lambda values: values["levels"][3].update(at_least=5), "descending"),
        (lambda values: values["levels"][1].update(review_minutes=300), "review_minutes"),
        (lambda values: values["levels"][0].update(review_minutes=15 * 60), "clocks_in_order"),
        (lambda values: values["sampling"].update(share_percent=1), "share_percent"),
        (lambda values: values["sampling"].update(first_ones=0), "first_ones"),
        (lambda values: values["care"].update(break_after=50), "break_after"),
    ],
)
def test_a_guard_rail_holds(change, code: str) -> None:
    values = edited(file_values(), Edit(), version="2")
    change(values)

    assert code in {found.code for found in objections(values)}


def test_a_factor_can_be_added_or_switched_off_and_keeps_its_sentence() -> None:
    values = edited(file_values(), Edit(off=frozenset({"violence_at_home"}), added=OWN), version="2")
    rules = read_rules(values)

    assert objections(values) == []
    assert (
        rate(replace(QUIET, violence_at_home=True), rulefile=rules).points
        == rate(QUIET, rulefile=rules).points
    )
    assert dict(rules.because("violence_at_home"))["en"].startswith("because")
    assert {(one.code, one.before, one.after) for one in changes(file_values(), values)} == {
        ("violence_at_home", 1, None), (OWN.code, None, 2),
    }  # fmt: skip


SIGNALS = st.builds(
    Signals,
    **{
        name: st.sampled_from([None, True, False])
        for name in ("danger_now", "contact_in_person", "suspect_access", "picture_spread", "child_reachable", "no_safe_adult")
    },
    child_age=st.one_of(st.none(), st.integers(0, 17)),
    previous_reports_linked=st.integers(0, 9),
)  # fmt: skip


@given(
    signals=SIGNALS,
    points=st.dictionaries(
        st.sampled_from([entry["code"] for entry in file_values()["factors"]]), st.integers(1, 9)
    ),
)
def test_under_every_allowed_version_gates_and_unknowns_hold(
    signals: Signals, points: dict[str, int]
) -> None:
    values = edited(file_values(), Edit(points=points), version="2")
    if objections(values):
        return

    rated = rate(signals, rulefile=read_rules(values))

    if signals.danger_now:
        assert rated.level == 1
    if signals.child_age is None or signals.child_reachable is not True or signals.danger_now is None:
        assert rated.level <= 3
