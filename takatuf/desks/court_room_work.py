"""What awaits the court and the parties around a submission: to acknowledge, to answer, to deliver, a silent party."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from takatuf.agencies.rules import Role, may
from takatuf.court.awaiting import CourtAwaits, court_awaiting
from takatuf.court.hearings import hearings_awaiting
from takatuf.desks.court_words import served_words
from takatuf.desks.words import code_apart, joined
from takatuf.kernel.actors import Actor
from takatuf.web.parts import Row, Urgency

_PERMISSIONS: Mapping[str, str] = {
    "acknowledge": "question.answer", "answer": "question.answer", "deliver": "party.write", "silent": "question.enter",
}  # fmt: skip
_PAGES: Mapping[str, str] = {
    "acknowledge": "reading:parties", "deliver": "reading:parties", "answer": "reading:questions", "silent": "reading:questions",
}  # fmt: skip


def court_room_rows(role: Role, *, by: Actor, at: datetime) -> Iterator[Row]:
    """The rows of the first page; it opens nothing, so no look is recorded."""
    if not may(role, "submission.read") or not any(may(role, needed) for needed in _PERMISSIONS.values()):
        return  # nothing of it could be theirs: their pages do not ask
    for one in court_awaiting(by=by, at=at):
        if may(role, _PERMISSIONS[one.step]):
            urgency: Urgency = "urgent" if one.step == "silent" else "prompt"
            yield Row(
                urgency=urgency, what=_what(one), detail=joined(_("proceedings %(docket)s") % {"docket": code_apart(one.docket)}),
                code="", due_at=one.due_at, url=reverse(_PAGES[one.step], args=[one.submission_id]),
            )  # fmt: skip


def hearing_rows(role: Role, *, by: Actor, at: datetime) -> Iterator[Row]:
    """Hearings of the coming week for everybody who takes part; for the court also those without an outcome."""
    if not may(role, "submission.read"):
        return
    for one in hearings_awaiting(by=by, at=at):
        if one.lacks_outcome and not may(role, "hearing.write"):
            continue
        what = (
            _("Write down what came of the hearing") if one.lacks_outcome else _("Hearing before the court")
        )
        yield Row(
            urgency="prompt", what=what, detail=_("proceedings %(docket)s") % {"docket": code_apart(one.docket)}, code="",
            due_at=one.starts_at, url=reverse("reading:hearings", args=[one.submission_id]),
        )  # fmt: skip


def _what(one: CourtAwaits) -> str:
    what = served_words(one.what, one.number)
    sentences = {
        "acknowledge": _("Acknowledge what was served: %(what)s"),
        "answer": _("Answer the court: %(what)s"),
        "deliver": _("Prove that a letter was delivered: %(what)s"),
        "silent": _("The time is over without an answer: %(what)s, %(party)s"),
    }
    return sentences[one.step] % {"what": what, "party": one.party.label if one.party else ""}
