"""Other ways to an agency: another inbox when the suspect works there, and the national contact point."""

import json
from dataclasses import dataclass
from uuid import UUID

from takatuf.agencies.models import Agency
from takatuf.jointwork.models import AgencyRoute, PacketField, Purpose, Referral
from takatuf.jointwork.referring.rules import NoOtherInbox, SuspectWorksThere
from takatuf.kernel.errors import InvalidInput, NotFound


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whose inbox a referral goes to; `instead_of` is the agency in which the suspect works."""

    agency_id: UUID
    instead_of: UUID | None = None


def _route(agency_id: UUID) -> AgencyRoute | None:
    return AgencyRoute.objects.filter(agency_id=agency_id).first()


def has_webhook(*, agency_id: UUID) -> bool:
    """Whether the agency's own system is told of referrals."""
    route = _route(agency_id)
    return route is not None and route.has_webhook


def receiver_for(
    *, case_id: UUID, to_agency_id: UUID, from_agency_id: UUID, suspect_works_there: bool
) -> Receiver:
    """The inbox to use. Raises NoOtherInbox when the suspect works there and no other is set up or it is the sender's own,
    and SuspectWorksThere for an agency that an earlier referral of this case has named as the suspect's workplace.
    """
    if not suspect_works_there:
        if to_agency_id in workplaces(case_id=case_id):
            raise SuspectWorksThere("An earlier referral says that the suspect works there.")
        return Receiver(to_agency_id)
    route = _route(to_agency_id)
    if route is None or route.alternative_id in {None, from_agency_id}:
        raise NoOtherInbox("No other inbox is set up for this agency.")
    return Receiver(route.alternative_id, to_agency_id)


def workplaces(*, case_id: UUID) -> set[UUID]:
    """The agencies that the referrals of a case, as far as the actor reaches them, name as the suspect's workplace."""
    told = Referral.objects.filter(case_id=case_id, packet__contains=[PacketField.WORKPLACE.value])
    codes = {json.loads(row.unseal("packet_text"))[PacketField.WORKPLACE] for row in told}
    return set(Agency.objects.filter(code__in=codes).values_list("pk", flat=True))


def check_foreign(*, purpose: str, country: str, to_agency_id: UUID) -> str:
    """The country's code in capitals, for a request to a foreign counterpart; empty for every other purpose.

    Raises InvalidInput: such a request goes to the national contact point only, and names a country.
    """
    code = country.strip().upper()
    if purpose != Purpose.FOREIGN:
        if code:
            raise InvalidInput("country", "only_foreign")
        return ""
    if len(code) != 2 or not (code.isascii() and code.isalpha()):  # noqa: PLR2004 - ISO 3166
        raise InvalidInput("country", "unknown_country")
    route = _route(to_agency_id)
    if route is None or not route.national_contact_point:
        raise InvalidInput("to_agency", "not_contact_point")
    return code


def set_route(
    *, agency_code: str, alternative_code: str | None, national_contact_point: bool | None, has_webhook: bool | None = None,
    using: str = "keeper",
) -> AgencyRoute:  # fmt: skip
    """Say how an agency is reached otherwise; None leaves a part as it is, an empty code takes the other inbox away.

    For the administrator's command, as the keeper. Raises NotFound and InvalidInput.
    """
    found = {row.code: row for row in Agency.objects.using(using).all()}
    if agency_code not in found or (alternative_code and alternative_code not in found):
        raise NotFound("No agency has this code.")
    if alternative_code == agency_code:
        raise InvalidInput("alternative", "own_agency")
    owner = found[agency_code]
    route = AgencyRoute.objects.using(using).filter(agency_id=owner.pk).first() or AgencyRoute(
        agency_id=owner.pk
    )
    if alternative_code is not None:
        route.alternative_id = found[alternative_code].pk if alternative_code else None
    if national_contact_point is not None:
        route.national_contact_point = national_contact_point
    if has_webhook is not None:
        route.has_webhook = has_webhook
    route.save(using=using)
    return route
