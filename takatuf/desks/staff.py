"""What sign-in asks of staff."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

from takatuf.agencies.scope import ScopeToken
from takatuf.vault.keys import keyring
from takatuf.vault.small import session_token


def has_second_factor(user: AbstractBaseUser) -> bool:
    """Whether the person has set up a code generator or a passkey."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=kinds).exists())


def has_passkey(user: AbstractBaseUser) -> bool:
    """Whether the person has a passkey or security key to offer in place of a code."""
    passkeys = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN)
    return bool(passkeys.exists())


def scope_token_of(request: HttpRequest) -> ScopeToken:
    """The scope token of a sign-in: derived from its session, so that neither the session's row nor the cookie holds it."""
    return ScopeToken(
        session_token(keyring().purpose_key("session-scope"), request.session.session_key or "")
    )
