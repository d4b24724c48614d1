"""Which question comes next, how far we are, and what the reporter said so far; pure, so every page is a function of answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from takatuf.intake.content import Answer, AnswerState
from takatuf.intake.flows.model import Flow, Option, Question, QuestionKind, shared_words
from takatuf.kernel.languages import in_language

Answers = Mapping[str, Answer]

# What makes a report one of danger to this child: somebody may have to go there, and cannot without a place or a number.
DANGER = frozenset({
    "danger_now", "life_threatened", "self_harm", "child_missing", "meeting_arranged", "threatened_or_extorted_now",
    "happening_live_or_within_72h",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One line of the check-your-answers page: the question, and the answer in words."""

    code: str
    title: str
    state: AnswerState
    lines: tuple[str, ...]


def wording(flow: Flow, answers: Answers, language: str) -> str:
    """The language with the wording that the reporter chose: "ar-girl"; the language alone where none was chosen."""
    for question in flow.questions:
        if question.maps == "voice" and flow.asks_voice:
            for option in chosen(question, answers):
                return f"{language}-{option.code}"
    return language


def leads_to_pause(question: Question, answer: Answer) -> bool:
    """Whether the numbers and the way back are shown after this answer."""
    return any(option.pause for option in chosen(question, {question.code: answer}))


def questions_asked(flow: Flow, answers: Answers) -> tuple[Question, ...]:
    """The questions that these answers lead through, in order."""
    return tuple(question for question in flow.questions if _asked(flow, question, answers))


def first(flow: Flow) -> Question:
    """The first question."""
    return questions_asked(flow, {})[0]


def next_question(flow: Flow, answers: Answers) -> Question | None:
    """The first question without an answer, a skipped one counting as answered; None: time to check the answers."""
    return next(
        (question for question in questions_asked(flow, answers) if question.code not in answers), None
    )


def following(flow: Flow, code: str, answers: Answers) -> Question | None:
    """The question after this one, answered or not; None after the last."""
    asked = questions_asked(flow, answers)
    places = [question.code for question in asked]
    if code not in places and flow.question(code).maps == "voice":
        return asked[0]
    place = places.index(code) + 1 if code in places else len(asked)
    return asked[place] if place < len(asked) else None


def previous(flow: Flow, code: str, answers: Answers) -> Question | None:
    """The question before this one; None before the first."""
    asked = questions_asked(flow, answers)
    places = [question.code for question in asked]
    place = places.index(code) - 1 if code in places else len(asked) - 1
    return asked[place] if place >= 0 else None


def progress(flow: Flow, code: str, answers: Answers | None = None) -> tuple[int, int]:
    """The number of this question and of all questions, those included that these answers add."""
    codes = [question.code for question in questions_asked(flow, answers or {})]
    if code not in codes:
        codes.append(flow.question(code).code)
    return codes.index(code) + 1, len(codes)


def review(flow: Flow, answers: Answers, language: str) -> tuple[ReviewRow, ...]:
    """Every question asked with its answer in words, for the page that is checked before sending."""
    rows = []
    for question in questions_asked(flow, answers):
        answer = answers.get(question.code, Answer(AnswerState.SKIPPED))
        title = in_language(question.title, language)
        rows.append(ReviewRow(question.code, title, answer.state, _lines(question, answer, language)))
    return tuple(rows)


def says_something(flow: Flow, answers: Answers) -> bool:
    """Whether one answer was given, which is enough for a report; how to be spoken to is none."""
    return any(answer.given and flow.question(code).maps != "voice" for code, answer in answers.items())


def danger_without_place(flow: Flow, answers: Answers) -> bool:
    """Whether danger is said, in whatever words, and neither a place nor a number is given (practice.md 7)."""
    said = (option.signals for question in flow.questions for option in chosen(question, answers))
    if not any(signals.get(name) is True for signals in said for name in DANGER):
        return False
    reachable = {QuestionKind.PLACE: ("city", "detail"), QuestionKind.CONTACT: ("phone",)}
    for question in flow.questions:
        answer = answers.get(question.code)
        if question.kind in reachable and answer and isinstance(answer.value, Mapping):
            if any(answer.value.get(part) for part in reachable[question.kind]):
                return False
    return True


def chosen(question: Question, answers: Answers) -> tuple[Option, ...]:
    """The options of a question that were chosen."""
    answer = answers.get(question.code)
    if answer is None or not answer.given:
        return ()
    codes = (answer.value,) if isinstance(answer.value, str) else tuple(answer.value)
    return tuple(option for option in question.options if option.code in codes)


def _asked(flow: Flow, question: Question, answers: Answers) -> bool:
    if question.maps == "voice" and not flow.asks_voice:
        return False
    if not question.ask:
        return True
    asked_again = danger_without_place(flow, answers)
    return {"danger_without_place": asked_again, "otherwise": not asked_again}[question.ask]


def _lines(question: Question, answer: Answer, language: str) -> tuple[str, ...]:
    words = shared_words()
    if not answer.given:
        says = words["unknown"] if answer.state is AnswerState.UNKNOWN else words["skipped"]
        return (in_language(says, language),)
    if question.options:
        options = chosen(question, {question.code: answer})
        return tuple(in_language(option.label, language) for option in options)
    if isinstance(answer.value, Mapping):
        order = [*question.parts]  # of the page; the answer comes back from its store in another
        names = sorted(answer.value, key=lambda name: order.index(name) if name in order else len(order))
        return tuple(_part(question, name, answer.value[name], language) for name in names)
    return tuple(answer.value.splitlines()) if isinstance(answer.value, str) else answer.value


def _part(question: Question, name: str, part: str, language: str) -> str:
    words = shared_words()
    listed = {"wanted": words["wanted"], "language": words["tongues"]}.get(name)
    shown = in_language(listed[part], language) if listed else part
    label = in_language(question.parts.get(name) or words["parts"][name], language)
    return f"{label} {shown}" if label.endswith(("?", "؟")) else f"{label}: {shown}"
