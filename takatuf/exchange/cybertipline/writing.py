"""Writes a report in the shape of the CyberTipline API, in the strict order that it asks for."""

from collections.abc import Callable

from lxml import etree

from takatuf.exchange.cybertipline.table import table
from takatuf.intake.content import IdentifierClaim, Kind, PersonClaim, ReportContent

_INCIDENT_TYPES = {
    Kind.GROOMING: "Online Enticement of Children for Sexual Acts",
    Kind.TRAFFICKING: "Child Sex Trafficking",
}
_OTHERWISE = "Misleading Words or Digital Images on the Internet"
_TYPE_PATH = "/report/incidentSummary/incidentType"
_TAGS = {
    "subject": ("personOrUserReported", "personOrUserReportedPerson"),
    "recipient": ("intendedRecipient", "intendedRecipientPerson"),
    "child": ("victim", "victimPerson"),
}


def write_report(content: ReportContent) -> bytes:
    """A UTF-8 document that holds what this shape can hold of the content; its time must be known.

    The first person of each role carries that role's identifiers. What has no place in the shape (the reporter's own
    answers, our signals) is left out. Raises ValueError when `occurred_at` is missing.
    """
    if content.occurred_at is None:
        raise ValueError("A document of this shape needs the time of the incident.")
    root = etree.Element("report")
    _write_summary(root, content)
    _write_pages(root, content)
    reporter = etree.SubElement(root, "reporter")
    person = etree.SubElement(reporter, "reportingPerson")
    _put(person, "firstName", content.provider.name)
    _put(person, "email", content.provider.email)
    for role in _TAGS:
        _write_people(root, content, role)
    if content.narrative:
        _put(root, "additionalInfo", _without_escalation(content))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _put(parent: etree._Element, tag: str, text: str) -> None:
    if text:
        etree.SubElement(parent, tag).text = text


def _escalation(content: ReportContent) -> str:
    answer = content.answers.get("/report/incidentSummary/escalateToHighPriority")
    if answer and isinstance(answer.value, str):
        return answer.value
    return "Immediate, by the sender's judgement." if content.signals.partner_flagged_immediate else ""


def _without_escalation(content: ReportContent) -> str:
    return content.narrative.removeprefix(_escalation(content)).strip() or content.narrative


def _incident_type(content: ReportContent) -> str:
    answer = content.answers.get(_TYPE_PATH)
    if answer and isinstance(answer.value, str):
        return answer.value
    return next((_INCIDENT_TYPES[kind] for kind in content.kinds if kind in _INCIDENT_TYPES), _OTHERWISE)


def _write_summary(root: etree._Element, content: ReportContent) -> None:
    assert content.occurred_at is not None  # noqa: S101  write_report made sure
    summary = etree.SubElement(root, "incidentSummary")
    _put(summary, "incidentType", _incident_type(content))
    _put(summary, "platform", content.provider.service)
    _put(summary, "escalateToHighPriority", _escalation(content))
    known = table().shapes["reportAnnotations"]
    flags = {name: text for name, text in content.annotations.items() if known.element(name)}
    if flags:
        annotations = etree.SubElement(summary, "reportAnnotations")
        for name, text in flags.items():
            _put(annotations, name, text)
    _put(summary, "incidentDateTime", content.occurred_at.isoformat())
    _put(summary, "incidentDateTimeDescription", content.occurred_words)


def _write_pages(root: etree._Element, content: ReportContent) -> None:
    pages = [claim for claim in content.identifiers if claim.kind == "url" and not claim.whose]
    if pages:
        place = etree.SubElement(etree.SubElement(root, "internetDetails"), "webPageIncident")
        for claim in pages:
            _put(place, "url", claim.value)


def _write_people(root: etree._Element, content: ReportContent, role: str) -> None:
    people = [person for person in content.people if person.role == role]
    claims = [claim for claim in content.identifiers if claim.whose == role]
    if claims and not people:
        people = [PersonClaim(role=role)]
    for number, person in enumerate(people):
        _write_person(root, role, person, claims if number == 0 else [])


def _write_person(
    root: etree._Element, role: str, person: PersonClaim, claims: list[IdentifierClaim]
) -> None:
    tag, person_tag = _TAGS[role]
    section = etree.SubElement(root, tag)
    inner = etree.SubElement(section, person_tag)
    full, *shown = person.names or ("",)
    _put(inner, "firstName", full)
    _put_claims(inner, claims, "phone", lambda claim: claim.kind == "phone")
    _put_claims(inner, claims, "email", lambda claim: claim.kind == "email")
    if person.place.known:
        address = etree.SubElement(inner, "address")
        _put(address, "address", person.place.detail)
        _put(address, "city", person.place.city)
        _put(address, "nonUsaState", person.place.region)
    if person.age is not None:
        _put(inner, "age", str(person.age))
    _put(inner, "dateOfBirth", person.born_on)
    accounts = [claim for claim in claims if claim.kind == "account"]
    numbers = [claim for claim in accounts if claim.note == "provider's number"]
    names = [claim for claim in accounts if claim not in numbers]
    _put_claims(section, numbers[:1], "espIdentifier", lambda _claim: True)
    _put(section, "espService", next((claim.platform for claim in accounts if claim.platform), ""))
    _put_claims(section, names[:1], "screenName", lambda _claim: True)
    for name in (*shown, *(claim.value for claim in names[1:])):
        _put(section, "displayName", name)
    _put_claims(section, claims, "profileUrl", lambda claim: claim.kind == "url")
    for claim in claims:
        if claim.kind == "ip":
            _put(etree.SubElement(section, "ipCaptureEvent"), "ipAddress", claim.value)
    if role == "child":
        _put(section, "schoolName", person.school)
    _put(section, "additionalInfo", person.note)


def _put_claims(
    parent: etree._Element,
    claims: list[IdentifierClaim],
    tag: str,
    wanted: Callable[[IdentifierClaim], bool],
) -> None:
    for claim in claims:
        if wanted(claim):
            _put(parent, tag, claim.value)
