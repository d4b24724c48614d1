"""What a later version changed is found by comparing, whatever its author writes about it."""

from dataclasses import replace

from takatuf.court.changes import changes
from takatuf.court.document.view import SubmissionView
from takatuf.court.rules import Standing
from tests.court.document_examples import make_submission


def _before() -> SubmissionView:
    return make_submission()


def test_a_version_that_says_the_same_changed_nothing() -> None:
    assert not changes(_before(), _before(), adds_only=False)


def test_new_gone_reworded_and_restanding_facts_are_told_apart() -> None:
    before = _before()
    first, second, *rest = before.facts
    new = replace(first, number=99)
    after = replace(
        before,
        facts=(
            replace(first, text_ar="صيغة أخرى."),
            *(replace(rest[0], standing=_other(rest[0].standing)), *rest[1:]),
            new,
        ),
        limits="لا شيء.",
    )

    found = changes(before, after, adds_only=False)

    assert (found.new, found.gone) == ((99,), (second.number,))
    assert (found.reworded, found.restanding) == ((first.number,), (rest[0].number,))
    assert found.parts == ("limits",)


def test_a_supplement_takes_nothing_away() -> None:
    before = _before()
    after = replace(before, facts=(replace(before.facts[0], number=99),))

    assert changes(before, after, adds_only=True).gone == ()


def _other(standing: Standing) -> Standing:
    return Standing.AGREED if standing is not Standing.AGREED else Standing.CONTESTED


def test_a_correction_words_a_fact_anew_and_takes_nothing_away() -> None:
    before = make_submission()
    fact = replace(before.facts[0], text_ar="انتظم ثم غاب عشرة أيام.", stood=before.facts[0].text_ar)
    correction = make_submission(
        facts=(fact,), requests=(), social_study=(), speaks_against=(), limits="",
        child_view=replace(before.child_view, text=""),
    )  # fmt: skip

    found = changes(replace(before, facts=before.facts[1:]), correction, adds_only=True)

    assert (found.new, found.gone, found.reworded, found.parts) == ((), (), (1,), ())
