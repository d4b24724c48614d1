"""The canonical content of a report: what every door turns its input into, as frozen values."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from functools import cache, lru_cache
from json.encoder import encode_basestring as _quote
from operator import attrgetter
from typing import Any

FORMAT = "takatuf-content/1"


class Channel(StrEnum):
    """The door through which a report came."""

    PUBLIC_WEB = "public_web"
    HOTLINE = "hotline"
    PROVIDER = "provider"
    AGENCY = "agency"
    MESSAGE = "message"


class ReporterKind(StrEnum):
    """Who tells, as far as we know."""

    CHILD = "child"
    PARENT = "parent"
    PROFESSIONAL = "professional"
    BYSTANDER = "bystander"
    CALL_TAKER = "call_taker"
    PROVIDER = "provider"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """What the report is about; the article says exploitation "of whatever kind"."""

    ONLINE_EXPLOITATION = "online_exploitation"
    GROOMING = "grooming"
    EXTORTION = "extortion"
    TRAFFICKING = "trafficking"
    LABOUR = "labour"
    BEGGING = "begging"
    MARRIAGE = "marriage"
    OTHER = "other"
    UNKNOWN = "unknown"


class AnswerState(StrEnum):
    """Whether a question was answered, answered with "I don't know", or skipped."""

    GIVEN = "given"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


AnswerValue = str | tuple[str, ...] | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; `value` is empty unless the state is `given`.

    The value is text, one code, several codes or lines, or named parts (a place, a contact).
    """

    state: AnswerState
    value: AnswerValue = ""

    @property
    def given(self) -> bool:
        return self.state is AnswerState.GIVEN


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierClaim:
    """An identifier as the reporter gave it; `kind` is one of takatuf.people.identifiers.IdentifierKind."""

    kind: str
    value: str
    platform: str = ""
    note: str = ""
    whose: str = ""  # subject, child, recipient, linked, or empty when the report does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """The facts that triage reads: true, false, or None for "nobody knows yet".

    Counts and ages are whole numbers; `child_age` is in years. No trait of a person
    (nationality, religion, gender) has a place here: field/policy.md 8.2, guard 5.
    """

    danger_now: bool | None = None
    life_threatened: bool | None = None
    happening_live_or_within_72h: bool | None = None
    meeting_arranged: bool | None = None
    self_harm: bool | None = None
    sadistic_coercion: bool | None = None
    suspect_lives_or_cares_and_recent: bool | None = None
    child_missing: bool | None = None
    child_under_2_or_cannot_speak: bool | None = None
    partner_flagged_immediate: bool | None = None
    threatened_or_extorted_now: bool | None = None
    contact_in_person: bool | None = None
    suspect_access: bool | None = None
    extortion_ongoing: bool | None = None
    grooming_underway: bool | None = None
    new_material_police: bool | None = None
    previous_reports_linked: int = 0
    child_age: int | None = None
    disability_or_care: bool | None = None
    child_reachable: bool | None = None
    position_of_trust: bool | None = None
    picture_spread: bool | None = None
    no_safe_adult: bool | None = None
    violence_at_home: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where it happens or where the child is: a region code, and words."""

    region: str = ""
    city: str = ""
    detail: str = ""

    @property
    def known(self) -> bool:
        return bool(self.region or self.city or self.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonClaim:
    """A person whom the report speaks of; `role` is child, subject, recipient or reporter."""

    role: str
    names: tuple[str, ...] = ()
    born_on: str = ""  # ISO date, as given
    age: int | None = None
    place: Place = field(default_factory=Place)
    school: str = ""
    account_state: str = ""  # disabled, temporarily_disabled, compromised or empty
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactWish:
    """How the reporter may be reached, sealed apart from the report; empty parts were not given."""

    wanted: str = ""  # none, receipt or contact
    name: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""  # of the call, where an interpreter is needed: a code of the forms' list
    when: str = ""
    careful: str = ""  # what to mind: who else answers this phone

    @property
    def given(self) -> bool:
        return bool(self.phone or self.email or self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderReference:
    """Which provider reports, and under which number of its own."""

    name: str = ""
    reference: str = ""
    service: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyPlace:
    """Whether a report of danger says where to go or whom to ring (practice.md 7)."""

    given: bool = False
    words: str = ""
    asked_again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContent:
    """All that a report says, whatever door it came through; never changed once it is received."""

    channel: Channel
    reporter_kind: ReporterKind
    language: str = "ar"
    kinds: tuple[Kind, ...] = (Kind.UNKNOWN,)
    narrative: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    identifiers: tuple[IdentifierClaim, ...] = ()
    signals: Signals = field(default_factory=Signals)
    place: Place = field(default_factory=Place)
    occurred_at: datetime | None = None  # aware
    occurred_words: str = ""
    people: tuple[PersonClaim, ...] = ()
    contact: ContactWish = field(default_factory=ContactWish)
    provider: ProviderReference = field(default_factory=ProviderReference)
    annotations: Mapping[str, str] = field(default_factory=dict)  # raw flags, kept as they came
    emergency: EmergencyPlace = field(default_factory=EmergencyPlace)
    flow: str = ""  # for example "parent/1"; empty for machines
    campaign: str = ""  # the code on the poster or card that led here, where the reporter left it in

    @property
    def actionable(self) -> frozenset[str]:
        """Which of who, where, when and account are known: it decides the route, never the urgency."""
        known = {
            "who": any(person.names for person in self.people),
            "where": self.place.known or any(person.place.known for person in self.people),
            "when": self.occurred_at is not None or bool(self.occurred_words),
            "account": bool(self.identifiers),
        }
        return frozenset(name for name, present in known.items() if present)


def to_values(content: ReportContent) -> dict[str, Any]:
    """The content as plain JSON values, with its format's version; what says nothing is left out and reads back the same."""
    return {"format": FORMAT} | _plain_fields(content)


def to_json(content: ReportContent) -> str:
    """The content as canonical JSON: sorted keys, no spaces, Arabic as it is written, without what says nothing.

    The same text as `json.dumps(to_values(content), sort_keys=True, ...)`, which a test holds it against; written out,
    because every report passes here and the general way costs more than all encryption together.
    """
    parts = (
        content.annotations and f'"annotations":{_encode(content.annotations)}',
        content.answers and f'"answers":{_encode(_plain(content.answers))}',
        content.campaign and f'"campaign":{_quote(content.campaign)}',
        f'"channel":{_quote(content.channel)}',
        _shape("contact", content.contact, _NO_CONTACT),
        content.emergency != _NO_EMERGENCY and f'"emergency":{_encode(_plain_fields(content.emergency))}',
        content.flow and f'"flow":{_quote(content.flow)}',
        f'"format":"{FORMAT}"',
        content.identifiers and f'"identifiers":[{",".join([_claim(each) for each in content.identifiers])}]',
        f'"kinds":[{",".join([_quote(kind) for kind in content.kinds])}],"language":{_quote(content.language)}',
        content.narrative and f'"narrative":{_quote(content.narrative)}',
        content.occurred_at and f'"occurred_at":{_quote(content.occurred_at.isoformat())}',
        content.occurred_words and f'"occurred_words":{_quote(content.occurred_words)}',
        content.people and f'"people":{_encode(_plain(content.people))}',
        _shape("place", content.place, _NO_PLACE),
        _shape("provider", content.provider, _NO_PROVIDER),
        f'"reporter_kind":{_quote(content.reporter_kind)}',
        _signals(content.signals),
    )
    return "{" + ",".join([part for part in parts if part]) + "}"


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@cache
def _template(kind: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[str, ...]]]:
    """The keys of a flat shape of strings in their order, as JSON begins them, and what gives the values."""
    names = sorted(each.name for each in fields(kind))
    return tuple(f'"{name}":' for name in names), attrgetter(*names)


def _shape(name: str, value: Place | ContactWish | ProviderReference, nothing: object) -> str:
    if value is nothing or value == nothing:
        return ""
    kind: Any = type(value)
    keys, values = _template(kind)
    given = [key + _quote(part) for key, part in zip(keys, values(value), strict=True) if part]
    return f'"{name}":{{{",".join(given)}}}'


def _claim(claim: IdentifierClaim) -> str:
    note = f',"note":{_quote(claim.note)}' if claim.note else ""
    platform = f',"platform":{_quote(claim.platform)}' if claim.platform else ""
    whose = f',"whose":{_quote(claim.whose)}' if claim.whose else ""
    return f'{{"kind":{_quote(claim.kind)}{note}{platform},"value":{_quote(claim.value)}{whose}}}'


@lru_cache(maxsize=4096)
def _signals(signals: Signals) -> str:
    """Codes and numbers only, and most reports of machines say one of a few things."""
    given = _plain_fields(signals)
    return f'"signals":{_encode(given)}' if given else ""


def from_json(text: str | bytes) -> ReportContent:
    """Read what `to_json` wrote; the same value comes back.

    Raises ValueError when the text is not this format. It reads our own records, not the public's input.
    """
    return from_values(json.loads(text))


def from_values(values: Mapping[str, Any]) -> ReportContent:
    """Read what `to_values` gave. Raises ValueError for another format or an unknown field."""
    if values.get("format") != FORMAT:
        raise ValueError(f"This is not {FORMAT}.")
    parts = {name: value for name, value in values.items() if name != "format"}
    _only_known(ReportContent, parts)
    occurred_at = parts.get("occurred_at")
    return ReportContent(
        **parts
        | {
            "channel": Channel(parts["channel"]),
            "reporter_kind": ReporterKind(parts["reporter_kind"]),
            "kinds": tuple(Kind(kind) for kind in parts["kinds"]),
            "answers": {code: _answer(answer) for code, answer in parts.get("answers", {}).items()},
            "identifiers": tuple(IdentifierClaim(**claim) for claim in parts.get("identifiers", ())),
            "signals": Signals(**parts.get("signals", {})),
            "place": Place(**parts.get("place", {})),
            "occurred_at": datetime.fromisoformat(occurred_at) if occurred_at else None,
            "people": tuple(_person(person) for person in parts.get("people", ())),
            "contact": ContactWish(**parts.get("contact", {})),
            "provider": ProviderReference(**parts.get("provider", {})),
            "emergency": EmergencyPlace(**parts.get("emergency", {})),
        }
    )


def _only_known(shape: type[ReportContent], parts: Mapping[str, Any]) -> None:
    unknown = set(parts) - {each.name for each in fields(shape)}
    if unknown:
        raise ValueError(f"Unknown fields of a report: {', '.join(sorted(unknown))}.")


def _answer(values: Mapping[str, Any]) -> Answer:
    value = values.get("value", "")
    return Answer(AnswerState(values["state"]), tuple(value) if isinstance(value, list) else value)


def _person(values: Mapping[str, Any]) -> PersonClaim:
    given = {"names": tuple(values.get("names", ())), "place": Place(**values.get("place", {}))}
    return PersonClaim(**dict(values) | given)


def _plain_fields(value: Any) -> dict[str, Any]:
    """What a shape says. A field that has nothing in it, as it has where it was not given, is left out."""
    kind: Any = type(value)
    return {
        name: _plain(part)
        for name, nothing in _fields(kind)
        if (part := getattr(value, name)) is not nothing and part != nothing
    }


@cache
def _fields(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The names of a shape's fields, each with what stands there for nothing."""
    return tuple((each.name, _nothing(each)) for each in fields(kind))


def _nothing(each: Field[Any]) -> Any:
    if each.default_factory is not MISSING:
        return each.default_factory()
    return each.default if each.default is not MISSING and not each.default else _ALWAYS_SAID


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(part) for part in value]
    return _plain_fields(value) if hasattr(value, "__dataclass_fields__") else value


_ALWAYS_SAID = object()
_NO_EMERGENCY, _NO_CONTACT, _NO_PLACE, _NO_PROVIDER = (
    EmergencyPlace(),
    ContactWish(),
    Place(),
    ProviderReference(),
)
