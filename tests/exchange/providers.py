"""Situations of the machines' doors: a provider with a key, as an administrator's command makes them."""

import base64
from dataclasses import dataclass, field

from takatuf.agencies.models import Sector
from takatuf.agencies.queries import AgencyName
from takatuf.agencies.scope import system_scope
from takatuf.exchange.actions import issue_provider_key, register_provider
from takatuf.exchange.keys import SCOPES, IssuedKey, ProviderIdentity, provider_by_key
from takatuf.kernel.clock import now
from tests.factories import make_agency


@dataclass(frozen=True)
class Sender:
    """A provider, its key, and the agency that receives its reports."""

    identity: ProviderIdentity
    key: IssuedKey = field(repr=False)
    agency: AgencyName

    @property
    def basic(self) -> str:
        return basic(self.key.name, self.key.secret)


def basic(name: str, password: str) -> str:
    """The header of Basic authentication."""
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def make_sender(
    code: str = "nakhla-chat", *, agency: AgencyName | None = None, scopes: tuple[str, ...] = SCOPES
) -> Sender:
    """A provider that may report, with one key."""
    agency = agency or make_agency(f"centre-of-{code}", Sector.HOTLINE)
    with system_scope("providers") as by:
        provider_id = register_provider(
            code=code, name=f"Provider {code}", agency_id=agency.id, by=by, at=now()
        )
        key = issue_provider_key(provider_id=provider_id, by=by, at=now(), scopes=scopes)
    return Sender(provider_by_key(str(key)), key, agency)
