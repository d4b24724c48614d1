"""The states of a referral, and the country pack."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.clocks.models import LimitOrigin
from takatuf.jointwork.models import TrackKind
from takatuf.jointwork.packs import pack
from takatuf.jointwork.rules import (
    OPEN,
    AlreadyAnswered,
    Answer,
    NotAccepted,
    ReferralClosed,
    ReferralState,
    next_state,
)


@pytest.mark.parametrize(
    ("answers", "end"),
    [
        ((Answer.SEE, Answer.ACCEPT, Answer.ANSWER), ReferralState.ANSWERED),
        ((Answer.ACCEPT, Answer.SEE), ReferralState.ACCEPTED),
        ((Answer.SEE, Answer.DECLINE), ReferralState.DECLINED),
        ((Answer.WITHDRAW,), ReferralState.WITHDRAWN),
    ],
)
def test_a_referral_goes_from_answer_to_answer(answers: tuple[Answer, ...], end: ReferralState) -> None:
    state = ReferralState.SENT
    for answer in answers:
        state = next_state(state, answer)

    assert state is end


@pytest.mark.parametrize(
    ("state", "answer", "refusal"),
    [
        (ReferralState.ACCEPTED, Answer.ACCEPT, AlreadyAnswered),
        (ReferralState.ACCEPTED, Answer.DECLINE, AlreadyAnswered),
        (ReferralState.SEEN, Answer.ANSWER, NotAccepted),
        (ReferralState.DECLINED, Answer.ACCEPT, ReferralClosed),
        (ReferralState.WITHDRAWN, Answer.ANSWER, ReferralClosed),
    ],
)
def test_a_wrong_answer_is_refused_by_name(
    state: ReferralState, answer: Answer, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        next_state(state, answer)


@given(st.sampled_from([state for state in ReferralState if state not in OPEN]), st.sampled_from(Answer))
def test_an_ended_referral_stays_ended(state: ReferralState, answer: Answer) -> None:
    try:
        assert next_state(state, answer) is state
    except ReferralClosed:
        assert answer is not Answer.SEE


def test_every_row_of_the_pack_says_where_it_comes_from_and_has_words() -> None:
    saudi = pack("SA")

    assert len(saudi.steps) >= 8
    for step in saudi.steps:
        assert step.origin in LimitOrigin.values
        assert step.track in TrackKind.values
        assert step.ar
        assert step.en
        assert step.cite or step.origin == LimitOrigin.OUR_DEFAULT


def test_a_pack_starts_what_the_case_needs() -> None:
    saudi = pack("SA")

    urgent = {step.title for step in saudi.due("case_started", level=1, concerns=frozenset({"grooming"}))}
    calm = {step.title for step in saudi.due("case_started", level=4, concerns=frozenset({"labour"}))}

    assert {"sa_urgent_to_security", "sa_content_notice", "sa_social_study"} <= urgent
    assert calm == {"sa_social_study", "sa_reporter_feedback"}
