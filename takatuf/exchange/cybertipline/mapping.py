"""Turns a checked document into the canonical content of a report."""

from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import etree

from takatuf.exchange.cybertipline.checking import walk
from takatuf.exchange.cybertipline.table import table
from takatuf.exchange.cybertipline.values import read_bool, read_date, read_time
from takatuf.intake.content import (
    Answer,
    AnswerState,
    Channel,
    IdentifierClaim,
    Kind,
    PersonClaim,
    Place,
    ProviderReference,
    ReportContent,
    ReporterKind,
    Signals,
)
from takatuf.kernel.arabic import without_bidi_controls

_LONGEST_PLATFORM = 100  # characters kept beside an identifier; the whole name stands in the answers
# Names and identifiers lose direction marks and characters of no width, which can make one name look like another;
# that some were there is noted under this key, because it may be a sign of deceit. Free text stays as it came.
DIRECTION_MARKS = "takatuf:direction_marks_removed"
_WHOSE = {"personOrUserReported": "subject", "intendedRecipient": "recipient", "victim": "child"}
_NAMING = (*(f"/report/{tag}" for tag in _WHOSE), "/report/reporter", "/report/incidentSummary/platform")
_FREE_TEXT = ("additionalInfo", "profileBio", "companyTemplate", "termsOfService")
_PEOPLE = {
    "personOrUserReported": "personOrUserReportedPerson",
    "intendedRecipient": "intendedRecipientPerson",
    "victim": "victimPerson",
}


def content_of(root: etree._Element, *, received_at: datetime) -> ReportContent:
    """The content of a document in which `problems` found nothing."""
    annotations = _annotations(root)
    occurred_at = read_time(_text(root, "incidentSummary/incidentDateTime"))
    people = tuple(_people(root, occurred_at or received_at))
    return ReportContent(
        channel=Channel.PROVIDER,
        reporter_kind=ReporterKind.PROVIDER,
        language="en",
        kinds=_kinds(root, annotations),
        narrative=_narrative(root),
        answers=dict(_answers(root)),
        identifiers=tuple(_identifiers(root)),
        signals=_signals(root, annotations, people),
        place=next((person.place for person in people if person.role == "child"), Place()),
        occurred_at=occurred_at,
        occurred_words=_text(root, "incidentSummary/incidentDateTimeDescription"),
        people=people,
        provider=_provider(root),
        annotations=annotations | _marks(root),
        flow=f"cybertipline/{table().version}",
    )


def _text(element: etree._Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _clean(element: etree._Element, path: str) -> str:
    return without_bidi_controls(_text(element, path)).strip()


def _annotations(root: etree._Element) -> dict[str, str]:
    """Every flag as it came, those included that are newer than our table."""
    flags = root.find("incidentSummary/reportAnnotations")
    return {} if flags is None else {str(flag.tag): (flag.text or "").strip() or "true" for flag in flags}


def _meanings(root: etree._Element, annotations: dict[str, str]) -> list[dict[str, str]]:
    meaning = table().meaning
    type_says = meaning["incidentType"][_text(root, "incidentSummary/incidentType")]
    flags = meaning["reportAnnotations"]
    return [dict(type_says), *(dict(flags[name]) for name in annotations if name in flags)]


def _kinds(root: etree._Element, annotations: dict[str, str]) -> tuple[Kind, ...]:
    return tuple(dict.fromkeys(Kind(says["kind"]) for says in _meanings(root, annotations)))


def _signals(root: etree._Element, annotations: dict[str, str], people: tuple[PersonClaim, ...]) -> Signals:
    """What the sender said for certain; everything else stays unknown, never false."""
    children = [person for person in people if person.role == "child"]
    ages = [person.age for person in children if person.age is not None]
    says = dict.fromkeys((said["signal"] for said in _meanings(root, annotations) if "signal" in said), True)
    return Signals(
        partner_flagged_immediate=True if _text(root, "incidentSummary/escalateToHighPriority") else None,
        child_age=min(ages, default=None),
        child_reachable=True if any(child.place.known or child.school for child in children) else None,
        previous_reports_linked=len({number.text for number in root.iter("priorCTReports", "priorCTReport")}),
        **says,
    )


def _narrative(root: etree._Element) -> str:
    """The sender's words on the whole report; the words on one person or place are answers of their own."""
    parts = ("incidentSummary/escalateToHighPriority", "additionalInfo")
    return "\n\n".join(text for text in (_text(root, part) for part in parts) if text)


def _answers(root: etree._Element) -> Iterator[tuple[str, Answer]]:
    """Every other text value by its path, so that nothing that was sent is lost."""
    for element, path in walk(root, "/report"):
        text = (element.text or "").strip()
        if text and not len(element):
            yield path, Answer(AnswerState.GIVEN, text)
        for name, value in element.attrib.items():
            if not str(name).startswith("{"):
                yield f"{path}/@{name!s}", Answer(AnswerState.GIVEN, str(value))


def _provider(root: etree._Element) -> ProviderReference:
    person = root.find("reporter/reportingPerson")
    assert person is not None  # noqa: S101  the check before this step made sure
    return ProviderReference(
        name=" ".join(filter(None, (_clean(person, "firstName"), _clean(person, "lastName")))),
        service=_clean(root, "incidentSummary/platform"),
        email=_clean(person, "email"),
    )


def _people(root: etree._Element, at: datetime) -> Iterator[PersonClaim]:
    for tag, role in _WHOSE.items():
        for section in root.findall(tag):
            person = section.find(_PEOPLE[tag])
            yield PersonClaim(
                role=role,
                names=_names(section, person),
                born_on=_text(person, "dateOfBirth") if person is not None else "",
                age=_age(person, at),
                place=_place(section, person),
                school=_clean(section, "schoolName"),
                account_state=_account_state(section),
                note="\n\n".join((note.text or "").strip() for note in section.findall("additionalInfo")),
            )


def _names(section: etree._Element, person: etree._Element | None) -> tuple[str, ...]:
    full = "" if person is None else f"{_clean(person, 'firstName')} {_clean(person, 'lastName')}".strip()
    shown = [without_bidi_controls(name.text or "").strip() for name in section.findall("displayName")]
    return tuple(dict.fromkeys(filter(None, [full, *shown])))


def _age(person: etree._Element | None, at: datetime) -> int | None:
    """The age in years at the time of the incident; a birth date says more than a number."""
    if person is None:
        return None
    born = read_date(_text(person, "dateOfBirth"))
    if born:
        day = at.astimezone(UTC).date()
        return max(0, day.year - born.year - ((day.month, day.day) < (born.month, born.day)))
    age = _text(person, "age")
    return int(age) if age else None


def _place(section: etree._Element, person: etree._Element | None) -> Place:
    address = person.find("address") if person is not None else None
    if address is not None:
        region = next(
            filter(None, (_clean(address, name) for name in ("nonUsaState", "state", "country"))), ""
        )
        return Place(region=region, city=_clean(address, "city"), detail=_clean(address, "address"))
    near = section.find("estimatedLocation")
    if near is None:
        return Place()
    return Place(region=_clean(near, "region") or _clean(near, "countryCode"), city=_clean(near, "city"))


def _account_state(section: etree._Element) -> str:
    states = {
        "accountPermanentlyDisabled": "disabled",
        "accountTemporarilyDisabled": "temporarily_disabled",
        "compromisedAccount": "compromised",
    }
    return next((state for tag, state in states.items() if read_bool(_text(section, tag))), "")


def _identifiers(root: etree._Element) -> Iterator[IdentifierClaim]:
    platform = _clean(root, "incidentSummary/platform")
    for url in root.iterfind("internetDetails/webPageIncident/url"):
        yield from _claim("url", url, "", "page")
    for address in root.iterfind("internetDetails//emailAddress"):
        yield from _claim("email", address, "", "place")
    for number in root.iterfind("internetDetails/cellPhoneIncident/phoneNumber"):
        yield from _claim("phone", number, "", "place")
    for event in root.iterfind("internetDetails/peer2peerIncident/ipCaptureEvent"):
        yield from _event("ip", event, "ipAddress", "")
    for tag, whose in _WHOSE.items():
        for section in root.findall(tag):
            yield from _account(section, _clean(section, "espService") or platform, whose)
            for linked in section.findall("associatedAccount"):
                service = _clean(linked, "platform") or _clean(linked, "espService")
                yield from _account(linked, service or platform, "linked")


def _account(section: etree._Element, platform: str, whose: str) -> Iterator[IdentifierClaim]:
    person = next((child for child in section if str(child.tag).endswith("Person")), section)
    for tag, kind, note in (
        ("screenName", "account", "screen name"),
        ("espIdentifier", "account", "provider's number"),
        ("profileUrl", "url", "profile"),
    ):
        for element in section.findall(tag):
            yield from _claim(kind, element, whose, note, platform=platform)
    for kind in ("phone", "email"):
        for element in person.findall(kind):
            yield from _claim(kind, element, whose, "verified" if element.get("verified") == "true" else "")
    for event in section.findall("ipCaptureEvent"):
        yield from _event("ip", event, "ipAddress", whose)
    for event in section.findall("deviceId"):
        yield from _event("device", event, "idValue", whose)


def _claim(
    kind: str, element: etree._Element, whose: str, note: str, *, platform: str = ""
) -> Iterator[IdentifierClaim]:
    value = without_bidi_controls(element.text or "").strip()
    if value and kind == "phone" and not value.startswith("+"):
        value = element.get("countryCallingCode", "") + value
    if value:
        place = platform[:_LONGEST_PLATFORM]
        yield IdentifierClaim(kind=kind, value=value, platform=place, note=note, whose=whose)


def _event(kind: str, event: etree._Element, tag: str, whose: str) -> Iterator[IdentifierClaim]:
    parts = (_clean(event, name) for name in ("idType", "eventName", "dateTime", "port"))
    value = _clean(event, tag)
    if value:
        yield IdentifierClaim(kind=kind, value=value, note=" ".join(filter(None, parts)), whose=whose)


def _marks(root: etree._Element) -> dict[str, str]:
    """Where names and identifiers carried direction marks."""
    marked = [
        path
        for element, path in walk(root, "/report")
        if path.startswith(_NAMING)
        and not path.rstrip("[]0123456789").endswith(_FREE_TEXT)
        and without_bidi_controls(element.text or "") != (element.text or "")
    ]
    return {DIRECTION_MARKS: " ".join(marked)} if marked else {}
