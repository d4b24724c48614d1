"""Providers from the command line: who may report by machine, and with which keys."""

import re
from datetime import datetime
from uuid import UUID

from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope
from takatuf.exchange.actions import issue_provider_key, register_provider, revoke_provider_key
from takatuf.exchange.keys import SCOPES
from takatuf.exchange.models import Provider, ProviderKey
from takatuf.kernel.clock import now
from takatuf.kernel.errors import NotFound, Refused

_CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?")
LONGEST_NAME = 200


class CannotDo(Refused):
    """Something about the provider or its key is not right; the sentence says what."""


def list_providers() -> int:
    """Print each provider with its agency and its keys; a key's secret is not kept, so it cannot be shown again."""
    with system_scope("providers"):
        providers = list(Provider.objects.select_related("agency").order_by("code"))
        keys = list(ProviderKey.objects.order_by("issued_at"))
    if not providers:
        print(
            'No provider is registered. Register one with "takatuf provider add CODE --name NAME --agency CODE".'
        )
    for provider in providers:
        print(f"{provider.code}  {provider.name}  reports to {provider.agency.code}")
        for key in keys:
            if key.provider_id == provider.pk:
                print(f"    {key.name}  {', '.join(key.scopes)}  {_state(key)}")
    return 0


def _state(key: ProviderKey) -> str:
    if key.revoked_at:
        return f"ended {_day(key.revoked_at)}"
    if key.expires_at and key.expires_at <= now():
        return f"expired {_day(key.expires_at)}"
    return f"holds since {_day(key.issued_at)}" + (
        f", until {_day(key.expires_at)}" if key.expires_at else ""
    )


def _day(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d")


def add_provider(*, code: str, name: str, agency: str) -> int:
    """Register a provider that reports to an agency, and print its first key, once. Raises CannotDo."""
    if not _CODE.fullmatch(code):
        raise CannotDo(f"The code {code!r} cannot be used: up to 50 small letters, digits and - make a code.")
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise CannotDo(
            f"The name cannot be used: 1 to {LONGEST_NAME} characters that can be printed make a name."
        )
    receiver = _agency(agency)
    with system_scope("providers") as by:
        if Provider.objects.filter(code=code).exists():
            raise CannotDo(f"There is a provider with the code {code!r} already.")
        register_provider(code=code, name=name.strip(), agency_id=receiver, by=by, at=now())
    print(f"{name.strip()} ({code}) reports to {agency}.")
    return issue_key(code=code)


def _agency(code: str) -> UUID:
    try:
        return agency_by_code(code).id
    except NotFound:
        raise CannotDo(f"There is no agency with the code {code!r}.") from None


def issue_key(*, code: str, reads_only: bool = False) -> int:
    """Print a new key of a provider, once; the keys that it has hold on until they are ended. Raises CannotDo."""
    with system_scope("providers") as by:
        provider = _provider(code)
        scopes = SCOPES[1:] if reads_only else SCOPES
        key = issue_provider_key(provider_id=provider.pk, by=by, at=now(), scopes=scopes)
    print(f"Key: {key}")
    print(f"It is shown this once. For Basic authentication: name {key.name}, password {key.secret}")
    return 0


def _provider(code: str) -> Provider:
    provider = Provider.objects.filter(code=code).first()
    if provider is None:
        raise CannotDo(f'There is no provider with the code {code!r}; "takatuf provider list" names them.')
    return provider


def end_key(*, code: str, name: str) -> int:
    """End a key of a provider at once, by its name or by the key itself. Raises CannotDo."""
    name = name.removeprefix("tk_").partition("_")[0]
    with system_scope("providers") as by:
        provider = _provider(code)
        key = ProviderKey.objects.filter(provider=provider, name=name).first()
        if key is None:
            raise CannotDo(f"The provider {code} has no key of the name {name!r}.")
        if key.revoked_at:
            raise CannotDo(f"The key {name} has ended already.")
        revoke_provider_key(name=name, by=by, at=now())
    print(f"The key {name} of {code} has ended. It opens nothing from now on.")
    return 0
