"""How agencies are reached otherwise, from the command line: another inbox, the contact point, their own systems."""

from takatuf.agencies.models import Agency
from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope
from takatuf.exchange.referrals.actions import end_hook, open_hook
from takatuf.jointwork.models import AgencyRoute
from takatuf.jointwork.referring.actions.routes import set_route
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotFound, Refused


class CannotDo(Refused):
    """Something about the agency is not right; the sentence says what."""


def list_agencies() -> int:
    """Print each agency and how it is reached."""
    routes = {row.agency_id: row for row in AgencyRoute.objects.using("keeper").select_related("alternative")}
    for row in Agency.objects.using("keeper").order_by("code"):
        route = routes.get(row.pk)
        told = [
            "has a desk" if row.uses_system else "no desk: link, telephone or paper",
            f"other inbox: {route.alternative.code}" if route and route.alternative else "",
            "national contact point" if route and route.national_contact_point else "",
            "webhook" if route and route.has_webhook else "",
        ]
        print(f"{row.code}  {'; '.join(filter(None, told))}")
    return 0


def change_agency(
    *, code: str, other_inbox: str | None, contact_point: bool | None, has_desk: bool | None
) -> int:
    """Say how an agency is reached; None leaves a part as it is, an empty code takes the other inbox away."""
    try:
        set_route(agency_code=code, alternative_code=other_inbox, national_contact_point=contact_point)
    except NotFound:
        raise CannotDo(f"There is no agency with the code {code!r}, or {other_inbox!r}.") from None
    except InvalidInput:
        raise CannotDo("The other inbox is another agency's.") from None
    if has_desk is not None:
        Agency.objects.using("keeper").filter(code=code).update(uses_system=has_desk)
    return list_agencies()


def open_webhook(*, code: str, url: str) -> int:
    """Open an agency's webhook; its secret is printed once. An earlier one ends."""
    agency_id = agency_by_code(code).id
    with system_scope("providers") as by:
        try:
            name, secret = open_hook(agency_id=agency_id, url=url, by=by, at=now())
        except InvalidInput:
            raise CannotDo("The address begins with https:// and names a host.") from None
    set_route(agency_code=code, alternative_code=None, national_contact_point=None, has_webhook=True)
    print(f"Its system posts answers to /hooks/referrals/{name}/\nSecret: {secret}\nIt is shown this once.")
    return 0


def end_webhook(*, code: str) -> int:
    """End an agency's webhook at once."""
    agency_id = agency_by_code(code).id
    set_route(agency_code=code, alternative_code=None, national_contact_point=None, has_webhook=False)
    with system_scope("providers") as by:
        try:
            end_hook(agency_id=agency_id, by=by, at=now())
        except NotFound:
            raise CannotDo(f"The agency {code} has no open webhook.") from None
    print(f"The webhook of {code} has ended.")
    return 0
