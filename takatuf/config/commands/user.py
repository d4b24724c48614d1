"""Adding a member of staff from the command line."""

import base64
import os
import secrets

from takatuf.agencies.models import Agency, RoleChoices, User, Worker
from takatuf.kernel.errors import Refused


class CannotAddUser(Refused):
    """Something about the new member of staff is not right; the sentence says what."""


def make_user(
    *, username: str, agency_code: str, role: str, name_ar: str, name_en: str, password: str, totp_secret: str
) -> Worker:
    """A sign-in with its worker and its second factor, written past row security by the keeper.

    Raises CannotAddUser for an unknown agency or role, or a name that is taken.
    """
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator

    agency = Agency.objects.filter(code=agency_code).first()
    if agency is None:
        raise CannotAddUser(f"No agency has the code {agency_code!r}.")
    if role not in RoleChoices.values:
        raise CannotAddUser(f"There is no role {role!r}; there are: {', '.join(RoleChoices.values)}.")
    if User.objects.filter(username=username).exists():
        raise CannotAddUser(f"The name {username!r} is taken.")
    user = User(username=username)
    user.set_password(password)
    user.save(using="keeper")
    Authenticator(
        user_id=user.pk, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(totp_secret)}
    ).save(using="keeper")
    worker = Worker(user_id=user.pk, agency_id=agency.pk, role=role, name_ar=name_ar, name_en=name_en)
    worker.save(using="keeper", force_insert=True)
    return worker


def new_totp_secret() -> str:
    """A secret for a code generator: 160 bits in base 32 (RFC 4226)."""
    return base64.b32encode(os.urandom(20)).decode()


def add_user(*, username: str, agency: str, role: str, name: str) -> int:
    """Add a member of staff and print the first password and the second factor's secret, once."""
    password, secret = secrets.token_urlsafe(12), new_totp_secret()
    make_user(
        username=username,
        agency_code=agency,
        role=role,
        name_ar=name,
        name_en=name,
        password=password,
        totp_secret=secret,
    )
    print(f"Name: {username}\nPassword: {password}\nSecret for the code generator: {secret}")
    return 0
