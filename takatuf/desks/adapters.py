"""How sign-in fits the house: no open sign-up, second factors sealed by the vault."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from takatuf.agencies.models import User
from takatuf.agencies.scope import end_token
from takatuf.desks.staff import has_second_factor, scope_token_of
from takatuf.vault.keys import keyring
from takatuf.vault.small import open_small, seal_small
from takatuf.web.client import address_of


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator, never by their owners."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        del request
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Changes of sign-in ask for the password or code again; the first second factor comes right after the password."""
        return has_second_factor(self.request.user) and bool(super().is_reauthentication_required(app=app))

    def logout(self, request: HttpRequest) -> None:
        """Sign out, and end the scope of this sign-in at once."""
        if request.session.session_key:
            end_token(scope_token_of(request))
        super().logout(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to where it was chosen, which says that it was taken."""
        del request
        return reverse("mfa_index")

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address is used for sign-in limits only, and never stored."""
        return address_of(request)

    def set_password(self, user: User, password: str) -> None:
        """Store a changed password, and nothing else of the row: the pages may write no other part of it."""
        user.set_password(password)
        user.save(update_fields=["password"])


class StaffMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: their secrets are sealed before they are stored."""

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return base64.b64encode(seal_small(keyring(), text.encode(), purpose="totp")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret as it is used."""
        return open_small(keyring(), base64.b64decode(encrypted_text), purpose="totp").decode()


class StaffSocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Single sign-on connects to accounts that exist; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        del request, sociallogin
        return False
