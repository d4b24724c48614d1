"""What leads to the child stands in no document: also what stands in the reports of the case, and not what is the suspect's."""

import pytest

from takatuf.agencies.scope import system_scope
from takatuf.casework.actions import ChildFacts, start_case
from takatuf.court.withholding import withheld
from takatuf.intake.actions import receive_report
from takatuf.intake.content import Channel, IdentifierClaim, Kind, ReportContent, ReporterKind
from tests.casework.situations import AT, make_country
from tests.factories import acting

pytestmark = pytest.mark.usefixtures("house")


def test_contacts_of_the_child_in_a_report_are_held_back_and_the_suspects_account_is_not() -> None:
    country = make_country()
    content = ReportContent(
        channel=Channel.PUBLIC_WEB,
        reporter_kind=ReporterKind.BYSTANDER,
        kinds=(Kind.GROOMING,),
        narrative="كلام محايد",
        identifiers=(
            IdentifierClaim(kind="account", value="blue_falcon_99", whose="subject"),
            IdentifierClaim(kind="account", value="small_star_77", whose="child"),
            IdentifierClaim(kind="account", value="whose_is_this", whose=""),
            IdentifierClaim(kind="phone", value="+966501234567", whose=""),
        ),
    )
    with system_scope("intake") as by:
        report = receive_report(
            content=content, key="a-key-made-by-the-form-held", lead=country.hotline.id, by=by, at=AT
        ).report_id

    with acting(country.triage) as by:
        child = ChildFacts(name="نوران سهيل المثال", age=12, sex="unknown", notes="")
        case = start_case(report_id=report, level=2, child=child, by=by, at=AT)
        found = withheld(case.pk, by=by, at=AT)

    assert set(found.anywhere) == {"نوران سهيل المثال", "small_star_77", "+966501234567"}
    assert found.in_words == ("نوران", "المثال")
