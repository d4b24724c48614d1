"""The form of the sign-in."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordAgainForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
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


class StaffPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """Another password; the old one is asked for, and no way past it is offered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = (_("Your password now"), _("The new password"), _("The new password once more"))
        for field, label in zip(self.fields.values(), labels, strict=True):
            field.label, field.help_text = label, ""
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["dir"] = "ltr"


class StaffPasswordAgainForm(PasswordAgainForm):  # type: ignore[misc]
    """The password once more, without a way past it: an administrator helps whoever forgot it, face to face."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["password"]
        field.label, field.help_text = _("Your password now"), ""
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs["dir"] = "ltr"


def _as_name(field: forms.Field) -> None:
    field.label, field.help_text = _("Its name"), _("So that you know it again, for example: my phone.")
    field.widget.attrs |= {"dir": "auto", "autocomplete": "off"}


class StaffPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second factor, always beside the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_name(self.fields["name"])


class StaffPasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_name(self.fields["name"])
