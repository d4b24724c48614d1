"""What sign-in asks of staff."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser


def has_second_factor(user: AbstractBaseUser) -> bool:
    """Whether the person has set up a code generator or a passkey."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=kinds).exists())
