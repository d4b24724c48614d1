"""The questions of the public forms as data, and the pure steps from one question to the next."""

from takatuf.intake.flows.answering import check_answer
from takatuf.intake.flows.mapping import claims_in, to_content
from takatuf.intake.flows.model import (
    DESK_FLOWS,
    FLOWS,
    PARTS,
    Flow,
    Option,
    Question,
    QuestionKind,
    flow_in,
    load_flow,
    shared_words,
)
from takatuf.intake.flows.navigation import (
    ReviewRow,
    danger_without_place,
    first,
    following,
    leads_to_pause,
    next_question,
    previous,
    progress,
    questions_asked,
    review,
    says_something,
    wording,
)
from takatuf.kernel.errors import InvalidInput
from takatuf.kernel.languages import in_language

__all__ = [
    "DESK_FLOWS",
    "FLOWS",
    "PARTS",
    "Flow",
    "Option",
    "Question",
    "QuestionKind",
    "ReviewRow",
    "check_answer",
    "claims_in",
    "danger_without_place",
    "explain",
    "first",
    "flow_in",
    "following",
    "in_language",
    "leads_to_pause",
    "load_flow",
    "next_question",
    "previous",
    "progress",
    "questions_asked",
    "review",
    "says_something",
    "shared_words",
    "to_content",
    "wording",
]


def explain(error: InvalidInput, language: str) -> str:
    """What is wrong with an answer or a form document, in one sentence."""
    words = shared_words()["errors"]
    given = {"limit": error.params["longest"]} if "longest" in error.params else {}
    return in_language(words.get(error.code, words["wrong_kind"]), language).format(**given | error.params)
