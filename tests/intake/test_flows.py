"""The questions of the public forms: their order, what they take, and what they say to triage."""

import contextlib
import itertools
import re
import sys
import unicodedata
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.awareness.advice import advice
from takatuf.intake.content import Answer, AnswerState, Kind, ReportContent, Signals, from_json, to_json
from takatuf.intake.flows import (
    FLOWS,
    Flow,
    Question,
    QuestionKind,
    answering,
    check_answer,
    danger_without_place,
    explain,
    first,
    following,
    in_language,
    leads_to_pause,
    load_flow,
    next_question,
    previous,
    progress,
    questions_asked,
    review,
    shared_words,
    to_content,
    wording,
)
from takatuf.kernel.errors import InvalidInput

FORBIDDEN = (
    "لماذا",
    "why did",
    "حدث ",
    "الضحية",
    "victim",
    "جنس",
    "sex",
    "عقاب",
    "punish",
    "لن يقرأ",
    "only ",
)


def answered(flow: Flow, **raw: Any) -> dict[str, Answer]:
    return {code: check_answer(flow.question(code), value) for code, value in raw.items()}


def content(code: str, **raw: Any) -> ReportContent:
    flow = load_flow(code)
    return to_content(flow, answered(flow, **raw), "ar")


def texts(value: Any) -> list[dict[str, str]]:
    if isinstance(value, dict) and set(value) == {"ar", "en"}:
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return list(itertools.chain.from_iterable(texts(part) for part in parts))


@pytest.mark.parametrize("code", FLOWS)
def test_every_question_is_worded_in_both_languages(code: str) -> None:
    flow = load_flow(code)

    assert 6 <= len(questions_asked(flow, {})) <= 16
    for question in flow.questions:
        for words in (question.title, question.why, *(option.label for option in question.options)):
            assert {"ar", "en"} <= set(words) <= {"ar", "en", "ar-girl", "ar-boy"}
            assert all(words.values())


@pytest.mark.parametrize("code", FLOWS)
def test_no_question_asks_why_or_names_an_act(code: str) -> None:
    flow = load_flow(code)

    for question in flow.questions:
        shown = (question.title, *(option.label for option in question.options))
        for words, forbidden in itertools.product(shown, FORBIDDEN[:2] + FORBIDDEN[3:8]):
            assert not any(forbidden in text.lower() for text in words.values())
            assert not re.search(r"\bwhy\b", words["en"].lower())


def test_the_opening_promises_what_practice_allows() -> None:
    opening = shared_words()["opening"]

    assert "لا نخبر أحداً إلا لحاجة" in opening["ar"]
    assert "tell you first where that is safe" in opening["en"]


@pytest.mark.parametrize("code", FLOWS)
def test_skipping_everything_leads_to_the_end(code: str) -> None:
    flow = load_flow(code)
    answers: dict[str, Answer] = {}
    seen = []
    question = next_question(flow, answers)
    while question is not None:
        seen.append(question.code)
        answers[question.code] = check_answer(question, {"skipped": True})
        question = next_question(flow, answers)

    assert seen == [each.code for each in questions_asked(flow, {})]
    assert seen[0] == first(flow).code


@pytest.mark.parametrize("code", FLOWS)
def test_back_and_forth_are_opposites(code: str) -> None:
    flow = load_flow(code)

    for question in questions_asked(flow, {}):
        after = following(flow, question.code, {})
        assert after is None or previous(flow, after.code, {}) == question
    assert previous(flow, first(flow).code, {}) is None


def test_progress_counts_the_questions_that_are_asked() -> None:
    flow = load_flow("parent")

    assert progress(flow, "what") == (1, 12)
    assert progress(flow, "contact") == (8, 12)
    assert progress(flow, "reach", answered(flow, safe="danger")) == (9, 13)


def test_danger_without_place_or_number_is_asked_once_more() -> None:
    flow = load_flow("parent")
    danger = answered(flow, safe="danger")

    assert "reach" in [question.code for question in questions_asked(flow, danger)]
    assert not danger_without_place(flow, answered(flow, safe="danger", place={"city": "أبها"}))
    assert not danger_without_place(flow, answered(flow, safe="danger", contact={"phone": "0500000001"}))
    assert danger_without_place(flow, answered(flow, safe="danger", contact={"wanted": "receipt"}))
    again = danger | answered(flow, reach={"skipped": True})
    assert to_content(flow, again, "ar").emergency.asked_again
    assert next_question(flow, again | answered(flow, **dict.fromkeys(
        ("what", "now", "person", "accounts", "age", "place", "contact", "needs", "knows", "told", "wish"), None))) is None  # fmt: skip


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("child", {"now": ["hurt"]}),
        ("child", {"now": ["demand"]}),
        ("child", {"now": ["meeting"]}),
        ("parent", {"now": ["despair"]}),
        ("parent", {"safe": "missing"}),
        ("bystander", {"when": "now"}),
        ("professional", {"now": ["threat"]}),
    ],
)
def test_danger_in_whatever_words_is_asked_once_more(code: str, said: dict[str, Any]) -> None:
    flow = load_flow(code)

    assert "reach" in [question.code for question in questions_asked(flow, answered(flow, **said))]


def test_a_child_is_asked_for_a_wish_or_for_a_place_and_never_more_than_nine_questions() -> None:
    flow = load_flow("child")
    calm, danger = answered(flow, safe="safe"), answered(flow, now=["hurt"])

    assert [question.code for question in questions_asked(flow, calm)][-2:] == ["contact", "wish"]
    assert [question.code for question in questions_asked(flow, danger)][-2:] == ["contact", "reach"]
    assert len(questions_asked(flow, calm)) == len(questions_asked(flow, danger)) == 9


def test_a_place_that_is_given_when_asked_once_more_is_the_place_of_the_report() -> None:
    report = content("parent", safe="danger", place={"region": "SA-01"}, reach="قرب المدرسة الثانية")

    assert (report.place.region, report.place.detail) == ("SA-01", "قرب المدرسة الثانية")
    assert report.emergency.given


@pytest.mark.parametrize(
    ("code", "answer", "kinds"),
    [
        ("child", {"now": ["work"]}, {Kind.LABOUR, Kind.BEGGING}),
        ("child", {"now": ["marriage"]}, {Kind.MARRIAGE}),
        ("parent", {"now": ["work"]}, {Kind.LABOUR, Kind.BEGGING}),
        ("parent", {"now": ["marriage"]}, {Kind.MARRIAGE}),
    ],
)
def test_a_child_and_a_parent_can_say_exploitation_of_whatever_kind(
    code: str, answer: dict[str, Any], kinds: set[Kind]
) -> None:
    assert set(content(code, **answer).kinds) == kinds


def test_what_the_child_needs_reaches_triage() -> None:
    assert content("parent", needs=["disability", "language"]).signals.disability_or_care is True
    assert content("parent", needs=["none"]).signals.disability_or_care is False
    assert content("parent", what="نص").signals.disability_or_care is None


def test_direction_marks_leave_names_and_stay_in_words() -> None:
    report = content(
        "parent", what="\u202eكلام", accounts=["\u202eAnime: x\u200fy", "\u202e"], contact={"name": "\u202eأم ليان", "phone": "\u206605000"}
    )  # fmt: skip

    assert report.narrative == "\u202eكلام"
    assert [(one.platform, one.value) for one in report.identifiers] == [("Anime", "xy")]
    assert (report.contact.name, report.contact.phone) == ("أم ليان", "05000")


def test_one_answer_is_enough_and_none_is_named() -> None:
    flow = load_flow("bystander")

    assert content("bystander", links="@wadi_star").identifiers[0].value == "wadi_star"
    with pytest.raises(InvalidInput) as caught:
        to_content(flow, answered(flow, what="", danger={"unknown": True}), "ar")
    assert (caught.value.path, caught.value.code) == ("answers", "nothing_given")


def test_answers_become_signals_and_silence_stays_unknown() -> None:
    report = content("parent", safe="danger", now=["threat", "spread"], age="under_2", person="close")

    signals = report.signals
    assert signals.danger_now is True
    assert signals.threatened_or_extorted_now is True
    assert signals.picture_spread is True
    assert signals.meeting_arranged is None
    assert signals.child_age == 1
    assert signals.suspect_lives_or_cares_and_recent is True
    assert set(report.kinds) == {Kind.EXTORTION, Kind.ONLINE_EXPLOITATION}


def test_a_close_person_is_no_gate_when_nothing_goes_on() -> None:
    signals = content("parent", person="close", now=["none"]).signals

    assert signals.suspect_lives_or_cares_and_recent is None
    assert signals.position_of_trust is True
    assert signals.self_harm is False


def test_exploitation_of_whatever_kind_has_its_kind() -> None:
    assert content("bystander", about=["work", "begging"]).kinds == (Kind.LABOUR, Kind.BEGGING)
    assert content("bystander", what="نص").kinds == (Kind.UNKNOWN,)


def test_identifiers_are_read_from_lines_and_from_the_words() -> None:
    report = content(
        "parent", what="اتصل من 0500000017", accounts=["لعبة الواحة: star_7", "https://t.me/star_7"]
    )

    claims = [(claim.kind, claim.platform, claim.value) for claim in report.identifiers]
    assert claims == [
        ("account", "لعبة الواحة", "star_7"),
        ("url", "telegram", "https://t.me/star_7"),
        ("phone", "", "0500000017"),
    ]


def test_contact_stands_apart_from_the_answers() -> None:
    report = content(
        "parent", what="نص", contact={"wanted": "contact", "phone": "0500000021", "name": "أم ليان"}
    )

    assert report.contact.phone == "0500000021"
    assert report.answers["contact"] == Answer(AnswerState.GIVEN)
    assert from_json(to_json(report)) == report


@pytest.mark.parametrize(
    ("code", "raw", "path", "error"),
    [
        ("safe", "perhaps", "safe", "not_one_of"),
        ("safe", ["safe"], "safe", "wrong_kind"),
        ("now", ["none", "threat"], "now", "one_alone"),
        ("now", {"a": 1}, "now", "wrong_kind"),
        ("what", "ا" * 20_001, "what", "too_long"),
        ("what", 5, "what", "wrong_kind"),
        ("accounts", ["x"] * 5 + [7], "accounts", "wrong_kind"),
        ("accounts", [f"a{n}" for n in range(101)], "accounts", "too_many"),
        ("place", {"planet": "x"}, "place.planet", "unknown_part"),
        ("contact", {"wanted": "shout"}, "contact.wanted", "not_one_of"),
    ],
)
def test_wrong_answer_is_named(code: str, raw: object, path: str, error: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_answer(load_flow("parent").question(code), raw)

    assert (caught.value.path, caught.value.code) == (path, error)
    assert explain(caught.value, "ar") != explain(caught.value, "en")


def test_control_characters_leave_the_words_and_lines_stay() -> None:
    answer = check_answer(load_flow("parent").question("what"), " سطر\x00\r\nثان\x07 ")

    assert answer.value == "سطر\nثان"


def test_every_control_character_leaves_but_no_other() -> None:
    every = [chr(point) for point in range(sys.maxunicode + 1)]
    control = {one for one in every if unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\t"}

    assert {one for one in every if answering._CONTROLS.match(one)} == control  # noqa: SLF001 - the tables are the promise


def test_review_shows_parts_in_the_order_in_which_they_were_asked() -> None:
    flow = load_flow("child")
    stored = Answer(
        AnswerState.GIVEN, {"careful": "أخي", "name": "سعاد", "phone": "0500000000", "wanted": "receipt"}
    )

    rows = review(flow, {"contact": stored}, "ar")

    lines = next(row.lines for row in rows if row.code == "contact")
    assert [line.rpartition(" ")[2] for line in lines][1:] == ["سعاد", "0500000000", "أخي"]
    assert "؟:" not in " ".join(lines)


def test_review_shows_words_and_not_codes() -> None:
    flow = load_flow("parent")

    rows = review(
        flow, answered(flow, safe="safe", age={"unknown": True}, contact={"wanted": "receipt"}), "ar"
    )

    shown = {row.code: row.lines for row in rows}
    assert shown["safe"] == ("نعم، الطفل في أمان",)
    assert shown["age"] == ("لا أعرف",)
    assert shown["contact"] == ("طريقة الرد: رمز المتابعة يكفي",)
    assert shown["what"] == ("بلا جواب",)


@pytest.mark.parametrize("kind", ["parent", "bystander", "professional", "child", "provider"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_advice_begins_with_danger_and_has_both_languages(kind: str, moment: str) -> None:
    arabic, english = (advice(kind, moment, language, emergency="911") for language in ("ar", "en"))

    assert "911" in arabic[0]
    assert len(arabic) == len(english) > 1


def test_advice_uses_the_corrected_arabic() -> None:
    lines = " ".join(advice("parent", "after", "ar", emergency="911"))

    assert "لا لوم عليك، وأنا معك" in lines
    assert "لا تتواصل مع الشخص" in lines


def test_unknown_flow_and_question_are_named() -> None:
    with pytest.raises(InvalidInput, match="unknown_flow"):
        load_flow("../parent")
    with pytest.raises(InvalidInput, match="unknown_question"):
        load_flow("parent").question("x")


def raw_answers(flow: Flow) -> st.SearchStrategy[dict[str, Any]]:
    """Any input at all to some questions, codes of their options among it."""
    wild = st.text() | st.none() | st.integers() | st.lists(st.text()) | st.dictionaries(st.text(), st.text())

    def answers_to(question: Question) -> st.SearchStrategy[Any]:
        codes = [option.code for option in question.options]
        return wild | st.sampled_from(codes) | st.lists(st.sampled_from(codes)) if codes else wild

    return st.fixed_dictionaries(
        {}, optional={question.code: answers_to(question) for question in flow.questions}
    )


@pytest.mark.parametrize("code", FLOWS)
@given(st.data())
def test_any_input_gives_a_report_or_a_named_error(code: str, data: st.DataObject) -> None:
    flow = load_flow(code)
    raw = data.draw(raw_answers(flow))
    named, report = None, None
    try:
        report = to_content(flow, answered(flow, **raw), "ar")
    except InvalidInput as error:
        named = error

    assert named is None or explain(named, "ar")
    assert report is None or from_json(to_json(report)) == report


@pytest.mark.parametrize("code", FLOWS)
@given(st.data())
def test_whatever_is_answered_can_be_checked_before_sending(code: str, data: st.DataObject) -> None:
    flow = load_flow(code)
    answers: dict[str, Answer] = {}
    for name, raw in data.draw(raw_answers(flow)).items():
        with contextlib.suppress(InvalidInput):
            answers[name] = check_answer(flow.question(name), raw)

    rows = review(flow, answers, wording(flow, answers, "ar"))

    assert [row.code for row in rows] == [question.code for question in questions_asked(flow, answers)]
    assert all(row.title and row.lines for row in rows)
    assert flow.code != "child" or len(rows) <= 9


def test_a_child_is_spoken_to_as_the_child_wishes() -> None:
    flow = load_flow("child")

    spoken = {voice: wording(flow, answered(flow, voice=voice), "ar") for voice in ("girl", "boy", "either")}
    titles = {
        voice: in_language(flow.question("person").title, language) for voice, language in spoken.items()
    }

    assert titles == {
        "girl": "هل تعرفين هذا الشخص؟",
        "boy": "هل تعرف هذا الشخص؟",
        "either": "هل هذا الشخص معروف لك؟",
    }
    assert wording(flow, answered(flow, voice=None), "ar") == "ar"
    assert in_language(flow.question("person").title, "en-girl") == "Do you know this person?"
    with pytest.raises(InvalidInput, match="nothing_given"):
        content("child", voice="girl")


def test_a_child_who_needs_help_now_sees_the_numbers_next() -> None:
    flow = load_flow("child")

    pauses = {
        (code, option.code)
        for code in ("safe", "now", "person")
        for option in flow.question(code).options
        if leads_to_pause(flow.question(code), Answer(AnswerState.GIVEN, option.code))
    }

    assert pauses == {("safe", "later"), ("safe", "danger"), ("now", "hurt")}


@pytest.mark.parametrize(
    ("child", "adult"),
    [
        ({"safe": "danger"}, {"safe": "danger"}),
        ({"now": ["demand"]}, {"now": ["threat"]}),
        ({"now": ["secret"]}, {"now": ["meeting_asked"]}),
        ({"now": ["meeting"]}, {"now": ["meeting"]}),
        ({"now": ["spread"]}, {"now": ["spread"]}),
        ({"now": ["hurt"]}, {"now": ["despair"]}),
        ({"person": "close"}, {"person": "close"}),
        ({"person": "in_person"}, {"person": "in_person"}),
        ({"about": {"age": "١١"}}, {"age": "7_to_12"}),
    ],
)
def test_a_child_says_at_least_what_an_adult_says(child: dict[str, Any], adult: dict[str, Any]) -> None:
    own, other = content("child", **child), content("parent", **adult)

    said = {name: value for name, value in asdict(other.signals).items() if value != asdict(Signals())[name]}
    assert said
    assert all(
        getattr(own.signals, name) <= value if name == "child_age" else getattr(own.signals, name) == value
        for name, value in said.items()
    )
    assert set(own.kinds) >= set(other.kinds) - {Kind.UNKNOWN}


def test_the_childs_words_stand_in_quotes_before_the_professionals_own() -> None:
    report = content(
        "professional", words='"كلام الطفل"', observed="ما لوحظ", about={"age": "9", "city": "أبها"}
    )

    assert report.narrative == "«كلام الطفل»\n\nما لوحظ"
    assert report.signals.child_age == 9
    assert report.place.city == "أبها"


def test_unsafe_guardian_is_no_safe_adult() -> None:
    assert content("professional", guardian="unsafe").signals.no_safe_adult is True
    assert content("professional", guardian="told").signals.no_safe_adult is False


@pytest.mark.parametrize("age", ["eleven", "-1", "400", "1.5", "²"])
def test_an_age_is_a_number_of_years(age: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_answer(load_flow("child").question("about"), {"age": age})

    assert (caught.value.path, caught.value.code) == ("about.age", "not_an_age")


@pytest.mark.parametrize("name", ["longest", "limit"])
def test_too_long_is_explained_by_either_name_of_its_limit(name: str) -> None:
    assert "77" in explain(InvalidInput("x", "too_long", **{name: 77}), "en")


def test_kinds_of_question_are_all_in_use() -> None:
    used = {question.kind for code in FLOWS for question in load_flow(code).questions}

    assert used == set(QuestionKind)


def test_an_organisations_form_says_who_reports_and_whose_each_account_is() -> None:
    digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    said = content(
        "provider",
        what="نص محايد",
        type=["grooming"],
        danger="danger",
        accounts="u-77\n192.0.2.7 port 443, 12:05\n2001:db8::5",
        child_accounts="u-78",
        items=f"f-1 {digest}\nf-2",
        when="2026-11-20 18:00 +03:00, upload",
        organisation="شركة الوادي " * 40,
        reference="N-1",
        contact="duty@provider.example",
    )

    found = {(claim.kind, claim.value): claim.whose for claim in said.identifiers}
    assert found == {
        ("account", "u-77"): "subject",
        ("ip", "192.0.2.7"): "subject",
        ("ip", "2001:db8::5"): "subject",
        ("account", "u-78"): "child",
        ("hash", digest): "",
        ("account", "f-2"): "",
    }
    assert (said.provider.reference, said.provider.email) == ("N-1", "duty@provider.example")
    assert len(said.provider.name) == 256
    assert said.answers["organisation"].value == ("شركة الوادي " * 40).strip()
    assert said.occurred_words == "2026-11-20 18:00 +03:00, upload"
    assert (said.signals.danger_now, said.signals.partner_flagged_immediate) == (True, True)
    assert said.kinds == (Kind.GROOMING,)
