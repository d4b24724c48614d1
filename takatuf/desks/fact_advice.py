"""Advice on the words of a fact, for the page on which it is written: shown once, and never a refusal."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import get_language

from takatuf.court.wording import FORBIDDEN, WORDS, word_list
from takatuf.court.wording.rules import Finding, findings
from takatuf.desks.forms.facts import FactForm


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """What was found, in the words of the text; why it matters; what to write instead, in both languages."""

    code: str
    words: str
    why: str
    offer: str
    forbidden: bool


def advice_on(*texts: str) -> tuple[AdviceLine, ...]:
    """What the lists say of a writer's own words, what a court would not read first. Quoted words are left alone."""
    lists = ((FORBIDDEN, True), (WORDS, False))
    return tuple(
        _line(found, forbidden) for name, forbidden in lists for found in findings(word_list(name), *texts)
    )


def _line(found: Finding, forbidden: bool) -> AdviceLine:  # noqa: FBT001 - one word beside the finding
    arabic = (get_language() or "ar").startswith("ar")
    entry = found.entry
    return AdviceLine(
        code=entry.code,
        words=found.words,
        why=entry.why_ar if arabic else entry.why_en,
        offer=entry.offer_ar if arabic else f"{entry.offer_en} / {entry.offer_ar}",
        forbidden=forbidden,
    )


def unread_advice(form: forms.Form, read: str) -> tuple[AdviceLine, ...]:
    """The advice on what a fact's form holds, until the writer has seen each line of it; empty for other forms.

    `read` holds the codes that the page showed before. What is quoted from the source is never looked at.
    """
    if not isinstance(form, FactForm):
        return ()
    lines = advice_on(form.cleaned_data["text_ar"])
    return lines if {line.code for line in lines} - set(read.split()) else ()
