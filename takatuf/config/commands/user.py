"""Members of staff from the command line: adding one, a fresh sign-in, another role, and the end of one."""

import base64
import os
import re
import secrets
from datetime import datetime

from django.db import transaction

from takatuf.agencies.models import Agency, RoleChoices, User, Worker
from takatuf.agencies.queries import Member, members
from takatuf.agencies.scope import system_scope
from takatuf.kernel.clock import now
from takatuf.kernel.errors import Refused
from takatuf.ledger.actions import write

_USERNAME = re.compile(r"[A-Za-z0-9._-]{2,60}")
LONGEST_NAME = 200


class CannotAddUser(Refused):
    """Something about the new member of staff is not right; the sentence says what."""


class CannotChangeUser(Refused):
    """There is nobody of that name, or nothing to change; the sentence says what."""


def make_user(
    *, username: str, agency_code: str, role: str, name_ar: str, name_en: str, password: str, totp_secret: str
) -> Worker:
    """A sign-in with its worker and its second factor, written past row security by the keeper.

    Raises CannotAddUser for an unknown agency or role, or a name that is taken or cannot be used.
    """
    agency = Agency.objects.filter(code=agency_code).first()
    if agency is None:
        codes = ", ".join(Agency.objects.order_by("code").values_list("code", flat=True))
        raise CannotAddUser(f"No agency has the code {agency_code!r}; there are: {codes or 'none yet'}.")
    _check_role(role)
    if not _USERNAME.fullmatch(username):
        raise CannotAddUser(
            f"The name {username!r} cannot be used: 2 to 60 letters, digits, . _ and - make a name."
        )
    if not all(
        name.strip() and len(name) <= LONGEST_NAME and name.isprintable() for name in (name_ar, name_en)
    ):
        raise CannotAddUser(f"The person's name has 1 to {LONGEST_NAME} characters that can be printed.")
    if User.objects.filter(username__iexact=username).exists():
        raise CannotAddUser(f"The name {username!r} is taken.")
    with transaction.atomic(using="keeper"):
        user = User(username=username)
        _give(user, password, totp_secret)
        worker = Worker(user_id=user.pk, agency_id=agency.pk, role=role, name_ar=name_ar, name_en=name_en)
        worker.save(using="keeper", force_insert=True)
    return worker


def _check_role(role: str) -> None:
    if role not in RoleChoices.values:
        raise CannotAddUser(f"There is no role {role!r}; there are: {', '.join(RoleChoices.values)}.")


def _give(user: User, password: str, totp_secret: str) -> None:
    """A password and a code generator, and no other way to sign in; who is signed in with the old password is out."""
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialAccount

    user.set_password(password)
    user.save(using="keeper")
    Authenticator.objects.using("keeper").filter(user_id=user.pk).delete()
    SocialAccount.objects.using("keeper").filter(user_id=user.pk).delete()
    Authenticator(
        user_id=user.pk, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(totp_secret)}
    ).save(using="keeper")


def new_totp_secret() -> str:
    """A secret for a code generator: 160 bits in base 32 (RFC 4226)."""
    return base64.b32encode(os.urandom(20)).decode()


def add_user(*, username: str, agency: str, role: str, name: str, name_en: str = "") -> int:
    """Add a member of staff and print the first password and the second factor's secret, once."""
    password, secret = secrets.token_urlsafe(12), new_totp_secret()
    with transaction.atomic(using="keeper"):
        worker = make_user(
            username=username,
            agency_code=agency,
            role=role,
            name_ar=name,
            name_en=name_en or name,
            password=password,
            totp_secret=secret,
        )
        _put_on_record("staff.added", worker)
    _print_sign_in(username, password, secret)
    return 0


def renew_user(*, username: str) -> int:
    """A fresh password and second factor for somebody who lost one; every older way to sign in ends at once.

    Raises CannotChangeUser.
    """
    worker = _worker(username)
    password, secret = secrets.token_urlsafe(12), new_totp_secret()
    with transaction.atomic(using="keeper"):
        _give(User.objects.using("keeper").get(pk=worker.user_id), password, secret)
        _put_on_record("staff.sign_in_renewed", worker)
    _print_sign_in(username, password, secret)
    return 0


def change_role(*, username: str, role: str) -> int:
    """Another role in the same agency. Raises CannotChangeUser, and CannotAddUser for a role that is none."""
    _check_role(role)
    worker = _worker(username)
    if worker.role == role:
        raise CannotChangeUser(f"{username} has the role {role} already.")
    worker.role = role
    with transaction.atomic(using="keeper"):
        worker.save(using="keeper", update_fields=["role"])
        _put_on_record("staff.role_changed", worker)
    print(f"{username} has the role {role} from now on.")
    return 0


def end_user(*, username: str) -> int:
    """Somebody leaves: the sign-in opens nothing from now on. What they wrote stays under their name.

    Raises CannotChangeUser.
    """
    worker = _worker(username)
    if not worker.is_active:
        raise CannotChangeUser(f"The sign-in of {username} has ended already.")
    with transaction.atomic(using="keeper"):
        _open_or_close(worker, is_open=False)
        _put_on_record("staff.ended", worker)
    print(f"The sign-in of {username} has ended. It opens nothing from now on; what was written stays.")
    return 0


def bring_back_user(*, username: str) -> int:
    """Somebody comes back: opens the sign-in again, with a fresh password and second factor. Raises CannotChangeUser."""
    worker = _worker(username)
    if worker.is_active:
        raise CannotChangeUser(f"{username} can sign in; for a fresh sign-in use --renew.")
    with transaction.atomic(using="keeper"):
        _open_or_close(worker, is_open=True)
        return renew_user(username=username)


def _open_or_close(worker: Worker, *, is_open: bool) -> None:
    Worker.objects.using("keeper").filter(pk=worker.pk).update(is_active=is_open)
    User.objects.using("keeper").filter(pk=worker.user_id).update(is_active=is_open)


def list_users(*, agency: str = "") -> int:
    """Print who can sign in, by agency: role, second factors, last sign-in; who has left comes last."""
    found = [member for member in members() if not agency or member.agency == agency]
    if not found:
        print("Nobody is there yet." if not agency else f"Nobody is there of an agency {agency!r}.")
    for member in found:
        print(f"{member.agency:<16} {member.username:<16} {member.role:<18} {_state(member)}  {member.name}")
    return 0


def _state(member: Member) -> str:
    if not member.is_active:
        return "has left"
    return f"last here {_day(member.last_here_at)}" if member.last_here_at else "never here yet"


def _day(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d")


def _worker(username: str) -> Worker:
    worker = Worker.objects.filter(user__username=username).first()
    if worker is None:
        raise CannotChangeUser(f'Nobody has the name {username!r}; "takatuf user --list" names everybody.')
    return worker


def _put_on_record(kind: str, worker: Worker) -> None:
    """Who may sign in is a line of the ledger, so that nobody is let in unseen; without the line nothing is changed."""
    with system_scope("staff") as by:
        write(kind, about=None, by=by, at=now(), extra={"worker": str(worker.pk), "role": worker.role})


def _print_sign_in(username: str, password: str, secret: str) -> None:
    print(f"Name: {username}\nPassword: {password}\nSecret for the code generator: {secret}")
    print("They are shown this once.")
