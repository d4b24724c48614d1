"""Reports and signed-in staff for the tests of the desks."""

from datetime import datetime

from django.test import Client

from takatuf.agencies.models import User
from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import system_scope
from takatuf.intake.actions import Received, receive_report
from takatuf.intake.content import Channel, IdentifierClaim, Kind, PersonClaim, Place, ReportContent, ReporterKind, Signals
from takatuf.kernel.clock import now
from takatuf.kernel.ids import uuid7

PASSWORD = "a long password of the tests"
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
        identifiers=(IdentifierClaim(kind="account", value=account, platform="instagram", whose="subject"),) if account else (),
        signals=signals or Signals(meeting_arranged=True, child_age=12),
        flow="parent/1",
    )
    with system_scope("intake") as by:
        return receive_report(
            content=content, key=f"tests-of-the-desks-{uuid7()}", lead=agency_by_code(lead).id, by=by, at=at or now()
        )  # fmt: skip
