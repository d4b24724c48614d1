"""Turns the answers of a flow into the canonical content of a report."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from takatuf.awareness.rules.codes import read_code
from takatuf.intake.content import (
    Answer,
    AnswerState,
    Channel,
    ContactWish,
    EmergencyPlace,
    IdentifierClaim,
    Kind,
    Place,
    ProviderReference,
    ReportContent,
    Signals,
)
from takatuf.intake.flows.model import Flow, Question, QuestionKind
from takatuf.intake.flows.navigation import Answers, chosen, says_something
from takatuf.intake.flows.technical import technical_identifiers
from takatuf.kernel.arabic import without_bidi_controls
from takatuf.kernel.errors import InvalidInput
from takatuf.kernel.languages import in_language
from takatuf.people.identifiers import IdentifierKind, account_in, find_identifiers, platform_of

QUOTES = "«»\"“”' \n"
LONGEST_REFERENCE = 256  # characters of an organisation's name or number; the answer itself is kept whole
_WHOSE = ("subject", "child")


def to_content(
    flow: Flow, answers: Answers, language: str, *, channel: Channel = Channel.PUBLIC_WEB
) -> ReportContent:
    """The report that these answers make; questions without an answer count as skipped.

    One answer is enough; how to be spoken to is none. Raises InvalidInput at "answers" when nothing at all was given.
    """
    if not says_something(flow, answers):
        raise InvalidInput("answers", "nothing_given")
    whole = {
        question.code: answers.get(question.code, Answer(AnswerState.SKIPPED)) for question in flow.questions
    }
    place, contact = _place(flow, whole), _contact(flow, whole)
    narrative = _words(flow, whole, "narrative")
    return ReportContent(
        channel=channel,
        reporter_kind=flow.reporter_kind,
        language=language,
        kinds=_kinds(flow, whole) or (Kind.UNKNOWN,),
        narrative=narrative,
        answers=_kept(flow, answers, whole),
        identifiers=tuple(_identifiers(flow, whole, narrative)),
        signals=_signals(flow, whole, place),
        place=place,
        occurred_words=_occurred(flow, whole, language),
        contact=contact,
        provider=_provider(flow, whole),
        emergency=_emergency(flow, answers, place, contact),
        flow=flow.name,
        campaign=read_code(_words(flow, whole, "campaign")),
    )


def _kept(flow: Flow, answers: Answers, whole: Answers) -> dict[str, Answer]:
    """The answers that the report keeps: a question that was asked only under a condition stands only where it was.

    What was written for the contact stands in `contact` alone, because that is sealed apart from the report.
    """
    stands = (question.code for question in flow.questions if not question.ask or question.code in answers)
    kept = {code: whole[code] for code in stands}
    apart = [question.code for question in flow.questions if question.kind is QuestionKind.CONTACT]
    return {code: Answer(answer.state) if code in apart else answer for code, answer in kept.items()}


def _words(flow: Flow, answers: Answers, maps: str) -> str:
    """The texts that go there; the child's words as another heard them ("quote") stand in quotes among the narrative."""
    texts = []
    for question in flow.questions:
        text = answers[question.code].value
        if isinstance(text, str) and text and question.maps == maps:
            texts.append(text)
        elif isinstance(text, str) and text and (question.maps, maps) == ("quote", "narrative"):
            texts.append(f"«{text.strip(QUOTES)}»")
    return "\n\n".join(texts)


def _parts(flow: Flow, answers: Answers, kind: QuestionKind) -> dict[str, str]:
    parts: dict[str, str] = {}
    for question in flow.questions:
        value = answers[question.code].value
        if question.kind is kind and isinstance(value, Mapping):
            parts |= value
    return parts


def _place(flow: Flow, answers: Answers) -> Place:
    parts = _parts(flow, answers, QuestionKind.PLACE)
    place = Place(**{name: part for name, part in parts.items() if name != "age"})
    return replace(place, detail=place.detail or _words(flow, answers, "emergency"))


def _contact(flow: Flow, answers: Answers) -> ContactWish:
    return ContactWish(**_parts(flow, answers, QuestionKind.CONTACT))


def _emergency(flow: Flow, answers: Answers, place: Place, contact: ContactWish) -> EmergencyPlace:
    again = [question.code for question in flow.questions if question.maps == "emergency"]
    return EmergencyPlace(
        given=bool(place.city or place.detail or contact.phone),
        words="، ".join(filter(None, (place.region, place.city, place.detail))),
        asked_again=any(code in answers for code in again),
    )


def _kinds(flow: Flow, answers: Answers) -> tuple[Kind, ...]:
    options = (option for question in flow.questions for option in chosen(question, answers))
    return tuple(dict.fromkeys(kind for option in options for kind in option.kinds))


def _occurred(flow: Flow, answers: Answers, language: str) -> str:
    options = (
        option
        for question in flow.questions
        if question.maps == "occurred"
        for option in chosen(question, answers)
    )
    labels = " ".join(in_language(option.label, language) for option in options)
    return labels or "\n".join(
        str(answers[question.code].value)
        for question in flow.questions
        if question.maps == "occurred" and not question.options and answers[question.code].given
    )


def _provider(flow: Flow, answers: Answers) -> ProviderReference:
    """The organisation that reports, from the texts whose `maps` begins with "provider."."""
    said = {
        question.maps.removeprefix("provider."): without_bidi_controls(str(answers[question.code].value))[
            :LONGEST_REFERENCE
        ]
        for question in flow.questions
        if question.maps.startswith("provider.") and answers[question.code].given
    }
    return ProviderReference(**said)


def _signals(flow: Flow, answers: Answers, place: Place) -> Signals:
    """What the answers say; yes outweighs no, the younger age the older, and no answer stays unknown."""
    said: dict[str, Any] = {}
    for question in flow.questions:
        for option in chosen(question, answers):
            _merge(said, option.signals)
    for together in flow.together:
        if _all_said(flow, answers, together.when) and not _any_said(flow, answers, together.unless):
            _merge(said, together.signals)
    if age := _parts(flow, answers, QuestionKind.PLACE).get("age"):
        _merge(said, {"child_age": int(age)})
    if place.detail:
        said["child_reachable"] = True
    return Signals(**said)


def _merge(said: dict[str, Any], more: Mapping[str, bool | int]) -> None:
    for name, value in more.items():
        if name == "child_age":
            said[name] = min(value, said.get(name, value))
        else:
            said[name] = bool(value) or bool(said.get(name))


def _all_said(flow: Flow, answers: Answers, wanted: Mapping[str, tuple[str, ...]]) -> bool:
    return all(_said(flow.question(code), answers, options) for code, options in wanted.items())


def _any_said(flow: Flow, answers: Answers, wanted: Mapping[str, tuple[str, ...]]) -> bool:
    return any(_said(flow.question(code), answers, options) for code, options in wanted.items())


def _said(question: Question, answers: Answers, options: tuple[str, ...]) -> bool:
    return any(option.code in options for option in chosen(question, answers))


def _identifiers(flow: Flow, answers: Answers, narrative: str) -> Iterator[IdentifierClaim]:
    seen = set()
    for claim in (*_listed(flow, answers), *claims_in(narrative, "in the reporter's words")):
        if (claim.kind, claim.value) not in seen:
            seen.add((claim.kind, claim.value))
            yield claim


def _listed(flow: Flow, answers: Answers) -> Iterator[IdentifierClaim]:
    for question in flow.questions:
        value = answers[question.code].value
        if question.kind is not QuestionKind.IDENTIFIERS or isinstance(value, (str, Mapping)):
            continue
        for line in filter(None, map(without_bidi_controls, value)):
            found = [*claims_in(line, "listed by the reporter"), *_technical(line)]
            for claim in found or [_account_line(line)]:
                yield replace(claim, whose=question.maps) if question.maps in _WHOSE else claim


def _technical(line: str) -> Iterator[IdentifierClaim]:
    for kind, value in technical_identifiers(line):
        yield IdentifierClaim(kind=kind.value, value=value, note="listed by the reporter")


def _account_line(line: str) -> IdentifierClaim:
    """A line without a link or number is an account; words before a colon or a dash name its platform."""
    for mark in (":", "：", " - ", " – "):
        platform, found, name = line.partition(mark)
        if found and platform.strip() and name.strip():
            return IdentifierClaim(
                kind=IdentifierKind.ACCOUNT.value,
                value=name.strip(),
                platform=platform.strip()[:100],
                note="listed by the reporter",
            )
    return IdentifierClaim(kind=IdentifierKind.ACCOUNT.value, value=line, note="listed by the reporter")


def claims_in(text: str, note: str) -> Iterator[IdentifierClaim]:
    """The identifiers that stand in free text, a profile link's account among them, each with the same note."""
    for found in find_identifiers(text):
        platform = platform_of(found.value) if found.kind is IdentifierKind.URL else found.platform
        yield IdentifierClaim(kind=found.kind.value, value=found.value, platform=platform[:100], note=note)
        account = account_in(found.value) if found.kind is IdentifierKind.URL else None
        if account:
            yield IdentifierClaim(
                kind=account.kind.value, value=account.value, platform=account.platform, note=note
            )
