"""Agencies from the command line: adding one, and how each is reached: another inbox, the contact point, its own system."""

import re

from django.db import transaction

from takatuf.agencies.models import Agency, Sector
from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope
from takatuf.exchange.referrals.actions import end_hook, open_hook
from takatuf.jointwork.models import AgencyRoute
from takatuf.jointwork.referring.actions.routes import set_route
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotFound, Refused
from takatuf.ledger.actions import write

_CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?")
LONGEST_NAME, LONGEST_CONTACT = 200, 100


class CannotDo(Refused):
    """Something about the agency is not right; the sentence says what."""


def add_agency(*, code: str, sector: str, name: str, name_en: str, duty_contact: str, has_desk: bool) -> int:
    """Take a new agency in, with a line of the ledger. Its people are added by `takatuf user`. Raises CannotDo."""
    if not _CODE.fullmatch(code):
        raise CannotDo(f"The code {code!r} cannot be used: up to 50 small letters, digits and - make a code.")
    if sector not in Sector.values:
        raise CannotDo(f"There is no sector {sector!r}; there are: {', '.join(Sector.values)}.")
    for text, longest in (
        (name, LONGEST_NAME),
        (name_en, LONGEST_NAME),
        (duty_contact or "-", LONGEST_CONTACT),
    ):
        if not text.strip() or len(text) > longest or not text.isprintable():
            raise CannotDo(f"{text!r} cannot be used: 1 to {longest} characters that can be printed.")
    if Agency.objects.filter(code=code).exists():
        raise CannotDo(f"There is an agency with the code {code!r} already.")
    row = Agency(
        code=code, sector=sector, name_ar=name.strip(), name_en=name_en.strip(), duty_contact=duty_contact.strip(),
        uses_system=has_desk,
    )  # fmt: skip
    with transaction.atomic(using="keeper"):
        row.save(using="keeper", force_insert=True)
        with system_scope("staff") as by:
            write("agency.added", about=None, by=by, at=now(), extra={"agency": str(row.pk), "code": code})
    print(
        f"{row.name_ar} ({code}) is there. Add its people with: takatuf user NAME --agency {code} --role ROLE --name …"
    )
    return 0


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
        print(f"{row.code}  {row.sector}  {row.name_ar}  {'; '.join(filter(None, told))}")
    return 0


def change_agency(
    *, code: str, other_inbox: str | None, contact_point: bool | None, has_desk: bool | None
) -> int:
    """Say how an agency is reached; None leaves a part as it is, an empty code takes the other inbox away."""
    try:
        set_route(agency_code=code, alternative_code=other_inbox, national_contact_point=contact_point)
    except NotFound:
        named = f"{code!r}, or none with {other_inbox!r}" if other_inbox else repr(code)
        raise CannotDo(
            f'There is no agency with the code {named}; "takatuf agency list" names them.'
        ) from None
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
