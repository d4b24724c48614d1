"""Reports and signed-in staff for the tests of the desks."""

import base64
import hashlib
import hmac
import struct
import time
from datetime import datetime

from django.test import Client

from takatuf.agencies.models import User
from takatuf.agencies.queries import WorkerName, agency_by_code, worker_of_user
from takatuf.agencies.scope import system_scope
from takatuf.intake.actions import Received, receive_report
from takatuf.intake.content import (
    Channel,
    IdentifierClaim,
    Kind,
    PersonClaim,
    Place,
    ReportContent,
    ReporterKind,
    Signals,
)
from takatuf.kernel.clock import now
from takatuf.kernel.ids import uuid7

PASSWORD = "a long password of the tests"
#: Twelve passwords by scrypt take seconds in every test; the browser's test signs in with the real one.
QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def sign_in(username: str) -> Client:
    """A browser in which a person of the demonstration country is signed in; the two steps have a test of their own."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def send_report(
    told: str = "كتب شخص لا نعرفه للطفل وطلب لقاءً مساء اليوم.",
    *,
    signals: Signals | None = None,
    account: str = "salem_2031",
    at: datetime | None = None,
    reporter: ReporterKind = ReporterKind.PARENT,
    lead: str = "centre",
) -> Received:
    """A benign report, received by the reporting centre."""
    content = ReportContent(
        channel=Channel.PUBLIC_WEB,
        reporter_kind=reporter,
        kinds=(Kind.GROOMING,),
        narrative=told,
        place=Place(region="SA-01", city="حي النخيل"),
        people=(PersonClaim(role="child", age=12),),
        identifiers=(IdentifierClaim(kind="account", value=account, platform="instagram", whose="subject"),)
        if account
        else (),
        signals=signals or Signals(meeting_arranged=True, child_age=12),
        flow="parent/1",
    )
    with system_scope("intake") as by:
        return receive_report(
            content=content, key=f"tests-of-the-desks-{uuid7()}", lead=agency_by_code(lead).id, by=by, at=at or now()
        )  # fmt: skip


def worker_named(username: str) -> WorkerName:
    """A person of the demonstration country, by the sign-in name."""
    found = worker_of_user(User.objects.get(username=username).pk)
    assert found is not None
    return found


def code_now(secret: str, *, steps: int = 0) -> str:
    """What a code generator with this secret shows now (RFC 6238), or some half minutes later or earlier."""
    counter = int(time.time()) // 30 + steps
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
