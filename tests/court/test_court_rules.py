"""Standing, steps and gates, without a database."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.court.rules import (
    FactKind,
    Hindrance,
    Party,
    PlacedFact,
    Request,
    Sections,
    Stance,
    Standing,
    StudyPart,
    SubmissionState,
    approvals_count,
    fact_commitment,
    hindrances,
    may_follow,
    next_numbers,
    standing,
)
from takatuf.court.stored import from_json, to_json

stances = st.dictionaries(st.sampled_from(Party), st.sampled_from(Stance))
words = st.text(max_size=20)


@given(stances)
def test_an_opinion_is_never_agreed_and_never_contested(said: dict[Party, Stance]) -> None:
    assert standing(FactKind.OPINION, said) is Standing.OPINION


@given(st.sampled_from([kind for kind in FactKind if kind is not FactKind.OPINION]), stances)
def test_agreed_needs_prosecution_and_defence_and_no_denial(
    kind: FactKind, said: dict[Party, Stance]
) -> None:
    both = all(said.get(party) is Stance.ADMITS for party in (Party.PROSECUTION, Party.DEFENCE))
    denied = Stance.DENIES in said.values()

    found = standing(kind, said)

    assert (found is Standing.AGREED) == (both and not denied)
    assert (found is Standing.CONTESTED) == denied


@given(st.sampled_from(SubmissionState), st.sampled_from(SubmissionState))
def test_a_signed_submission_never_goes_back(state: SubmissionState, wanted: SubmissionState) -> None:
    order = list(SubmissionState)

    if may_follow(state, wanted) and order.index(state) >= order.index(SubmissionState.SIGNED):
        assert order.index(wanted) == order.index(state) + 1


def _complete(**changes: object) -> Sections:
    parts: dict[str, object] = {
        "requests": (Request("طلب", (1,)),),
        "social_study": (StudyPart("المسكن", "مستقر"),),
        "child_view": "رأي",
        "limits": "حدود",
        "speaks_against": ("ما يخالف",),
    }
    return Sections(**(parts | changes))  # type: ignore[arg-type]


def test_a_complete_submission_has_no_hindrance() -> None:
    assert hindrances(_complete(), [PlacedFact(1, 1)]) == []


def test_a_reason_why_nothing_speaks_against_is_enough() -> None:
    sections = _complete(speaks_against=(), why_nothing_speaks_against="سُئل الجميع ولم يخالف أحد")

    assert hindrances(sections, [PlacedFact(1, 1)]) == []


@pytest.mark.parametrize(
    ("changes", "facts", "expected"),
    [
        ({}, [], (Hindrance.NO_FACTS, None)),
        ({}, [PlacedFact(1, 1), PlacedFact(2, 0)], (Hindrance.FACT_UNSOURCED, 2)),
        ({}, [PlacedFact(3, 1, withdrawn=True)], (Hindrance.FACT_WITHDRAWN, 3)),
        ({"requests": ()}, [PlacedFact(1, 1)], (Hindrance.REQUEST_MISSING, None)),
        ({"speaks_against": (" ",)}, [PlacedFact(1, 1)], (Hindrance.SPEAKS_AGAINST_MISSING, None)),
        ({"social_study": ()}, [PlacedFact(1, 1)], (Hindrance.SOCIAL_STUDY_MISSING, None)),
        ({"child_view": ""}, [PlacedFact(1, 1)], (Hindrance.CHILD_VIEW_MISSING, None)),
        ({"limits": "  "}, [PlacedFact(1, 1)], (Hindrance.LIMITS_MISSING, None)),
    ],
)
def test_what_is_missing_is_named(
    changes: dict[str, object], facts: list[PlacedFact], expected: tuple[Hindrance, int | None]
) -> None:
    assert hindrances(_complete(**changes), facts) == [expected]


def test_the_author_and_a_second_word_of_the_same_person_do_not_count() -> None:
    author, approver = uuid4(), uuid4()

    assert approvals_count(author, [approver, approver, author]) == 1


def test_numbers_go_on_after_the_highest() -> None:
    assert next_numbers([], 2) == [1, 2]
    assert next_numbers([1, 4], 2) == [5, 6]


def test_a_commitment_binds_code_number_and_words() -> None:
    one = fact_commitment(b"s" * 16, code="S-26-000001", number=1, text_ar="واقعة")

    assert len(one) == 64
    assert one == fact_commitment(b"s" * 16, code="S-26-000001", number=1, text_ar="واقعة")
    assert one != fact_commitment(b"t" * 16, code="S-26-000001", number=1, text_ar="واقعة")
    assert one != fact_commitment(b"s" * 16, code="S-26-000001", number=2, text_ar="واقعة")


@given(words, st.lists(st.tuples(words, st.lists(st.integers(1, 9)))), st.integers(0, 9))
def test_sections_come_back_from_json_as_they_were(
    text: str, requests: list[tuple[str, list[int]]], interviews: int
) -> None:
    sections = Sections(
        impact=text,
        requests=tuple(Request(words, tuple(facts)) for words, facts in requests),
        interviews_so_far=interviews,
    )

    assert from_json(Sections, to_json(sections)) == sections
