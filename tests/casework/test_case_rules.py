"""Stages, skipped steps and the social side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.casework.rules import (
    CaseIsClosed,
    CaseStep,
    SocialFacts,
    Stage,
    StepSkipped,
    next_stage,
    social_objections,
    social_side,
)

ORDER = tuple(Stage)


def test_a_case_goes_from_step_to_step() -> None:
    stage = Stage.IDENTIFIED
    reached = []
    for step in (
        CaseStep.ASSESS,
        CaseStep.MAKE_PLAN,
        CaseStep.APPROVE_PLAN,
        CaseStep.VISIT,
        CaseStep.REVIEW,
        CaseStep.CLOSE,
    ):
        stage = next_stage(stage, step)
        reached.append(stage)

    assert reached == [
        Stage.ASSESSED,
        Stage.ASSESSED,
        Stage.PLANNED,
        Stage.IN_ACTION,
        Stage.REVIEW,
        Stage.CLOSED,
    ]


@pytest.mark.parametrize(
    ("stage", "step", "missing"),
    [
        (Stage.IDENTIFIED, CaseStep.MAKE_PLAN, ("assessment",)),
        (Stage.ASSESSED, CaseStep.DO_ACTION, ("approved_plan",)),
        (Stage.IDENTIFIED, CaseStep.CLOSE, ("assessment", "approved_plan", "action_or_visit", "review")),
        (Stage.PLANNED, CaseStep.REVIEW, ("action_or_visit",)),
    ],
)
def test_a_skipped_step_is_refused_and_named(stage: Stage, step: CaseStep, missing: tuple[str, ...]) -> None:
    with pytest.raises(StepSkipped) as refused:
        next_stage(stage, step)

    assert refused.value.missing == missing


def test_a_child_may_be_visited_before_there_is_a_plan() -> None:
    assert next_stage(Stage.IDENTIFIED, CaseStep.VISIT) is Stage.IDENTIFIED


def test_a_waived_social_side_lets_a_case_close_early() -> None:
    assert next_stage(Stage.IDENTIFIED, CaseStep.CLOSE, waived=True) is Stage.CLOSED


@given(st.sampled_from(CaseStep))
def test_nothing_is_done_to_a_closed_case(step: CaseStep) -> None:
    with pytest.raises(CaseIsClosed):
        next_stage(Stage.CLOSED, step)


@given(st.sampled_from([stage for stage in Stage if stage is not Stage.CLOSED]), st.sampled_from(CaseStep))
def test_a_stage_never_goes_back(stage: Stage, step: CaseStep) -> None:
    try:
        after = next_stage(stage, step)
    except StepSkipped:
        return
    assert ORDER.index(after) >= ORDER.index(stage)


@given(st.builds(SocialFacts, st.booleans(), st.booleans(), st.booleans(), st.booleans()))
def test_every_open_part_of_the_social_side_objects(facts: SocialFacts) -> None:
    items = social_side(facts)

    assert len(items) == 4
    assert len(social_objections(items)) == sum(not item.done for item in items)
