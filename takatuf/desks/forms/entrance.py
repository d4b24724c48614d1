"""The form of the sign-in."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from takatuf.agencies.models import User

CODE_LIVES = 120  # seconds; longer than the half minute of a code, the one before and the one after together


class StaffLoginForm(LoginForm):  # type: ignore[misc]
    """Name and password, without a way to reset it by e-mail: an administrator does that, face to face."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["dir"] = "ltr"


def _as_code(field: forms.Field) -> None:
    """Digits that a phone offers by itself; the heading of the page says where the code comes from."""
    field.label = _("The code")
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= {"dir": "ltr", "autocomplete": "one-time-code"}


class _EachCodeOnce:
    """A code opens once in the whole time in which it could: the library remembers it for half a minute, and the code of the
    half minute before and after is taken too."""

    user: User

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if not cache.add(f"code-used:{self.user.pk}:{code}", value=True, timeout=CODE_LIVES):
            raise get_adapter().validation_error("incorrect_code")
        return code


class StaffCodeForm(_EachCodeOnce, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self.fields["code"])


class StaffCodeAgainForm(_EachCodeOnce, ReauthenticateForm):  # type: ignore[misc]
    """The code once more, before a change of sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self.fields["code"])


class StaffActivateForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new code generator."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self.fields["code"])
