"""An agency becomes a partner of a case and stops being one: what it sees, what it owes, and what stays."""

import pytest

from takatuf.agencies.models import Level, Sector
from takatuf.agencies.rules import Role
from takatuf.casework.actions.people import AlreadyInCase, NotAPartner
from takatuf.casework.models import Case
from takatuf.casework.queries import open_case
from takatuf.clocks.models import Deadline, DeadlineKind
from takatuf.jointwork.knowing.actions import end_part, let_in
from takatuf.jointwork.knowing.queries import knowing_of
from takatuf.jointwork.models import Step
from takatuf.jointwork.queries import notices, open_referral, steps_of
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.ledger.models import LedgerEntry
from tests.casework.situations import AT, Country, make_country, started_case
from tests.factories import acting, make_agency, make_worker
from tests.jointwork.referring import referred

pytestmark = pytest.mark.usefixtures("house", "wired")
WHY = "سبب محايد"


@pytest.fixture
def country() -> Country:
    return make_country()


@pytest.fixture
def case(country: Country) -> Case:
    return started_case(country)


def bring_in(country: Country, case: Case, level: Level = Level.WRITE) -> None:
    with acting(country.supervisor) as by:
        let_in(case_id=case.pk, agency_id=country.police.id, level=level, reason=WHY, by=by, at=AT)


def owners(country: Country, case: Case, sector: str) -> set[object]:
    """Who owes the open steps of a sector, and their clocks, as the leading agency sees it."""
    from takatuf.jointwork.packs import pack

    titles = [row.title for row in pack().steps if row.sector == sector]
    with acting(country.supervisor):
        found = Step.objects.filter(case_record_id=case.record_id, title__in=titles, done_at__isnull=True)
        steps = dict(found.values_list("pk", "owner_id"))
        clocks = Deadline.objects.filter(
            kind=DeadlineKind.STEP, subject_id__in=list(steps), met_at__isnull=True
        )
        assert steps
        return {*steps.values(), *clocks.values_list("agency_id", flat=True)}


def test_a_partner_that_writes_owes_what_its_sector_owes_and_the_reason_stands_with_the_case(
    country: Country, case: Case
) -> None:
    before = owners(country, case, Sector.POLICE)
    bring_in(country, case)

    with acting(country.duty) as by:
        seen = open_case(case.pk, by=by, at=AT)
        told = [line.kind for line in notices(by=by)]
        first = next(step for step in steps_of(case.pk, by=by) if step.owner.id == country.police.id)
    with acting(country.supervisor) as by:
        decisions = knowing_of(case.pk, by=by).decisions

    assert before == {country.social.id}
    assert owners(country, case, Sector.POLICE) == {country.police.id}
    assert country.police.id not in owners(country, case, Sector.SOCIAL)
    assert seen.head.code == case.code
    assert first.done_at is None
    assert "case_shared" in told
    assert [(row.value, row.reason) for row in decisions] == [(str(country.police), WHY)]


def test_a_partner_that_only_reads_owes_nothing(country: Country, case: Case) -> None:
    bring_in(country, case, Level.READ)

    assert owners(country, case, Sector.POLICE) == {country.social.id}


def test_when_its_part_ends_an_agency_keeps_what_it_was_sent_and_nothing_else(
    country: Country, case: Case
) -> None:
    bring_in(country, case)
    sent = referred(country, case)
    with acting(country.supervisor) as by:
        end_part(case_id=case.pk, agency_id=country.police.id, reason=WHY, by=by, at=AT)

    with acting(country.duty) as by:
        with pytest.raises(NotFound):
            open_case(case.pk, by=by, at=AT)
        kept = open_referral(sent.pk, by=by, at=AT)
    assert kept.row.code == sent.code
    assert owners(country, case, Sector.POLICE) == {country.social.id}
    with acting(country.supervisor) as by:
        parts = [row.agency.id for row in open_case(case.pk, by=by, at=AT).agencies]
    assert country.police.id not in parts
    assert LedgerEntry.objects.filter(kind="case.partner_left").count() == 1
    bring_in(country, case)  # and may come again


def test_only_the_leading_agency_lets_in_and_only_with_a_reason(country: Country, case: Case) -> None:
    given = {"case_id": case.pk, "agency_id": make_agency().id, "level": Level.READ, "at": AT}
    bring_in(country, case)
    partner, stranger = (
        make_worker(country.police, Role.SUPERVISOR),
        make_worker(make_agency(), Role.SUPERVISOR),
    )

    with acting(country.supervisor) as by, pytest.raises(InvalidInput):
        let_in(**given, reason=" ", by=by)
    with acting(country.supervisor) as by, pytest.raises(AlreadyInCase):
        let_in(**{**given, "agency_id": country.police.id}, reason=WHY, by=by)
    with acting(country.caseworker) as by, pytest.raises(NotAllowed):
        let_in(**given, reason=WHY, by=by)
    with acting(stranger) as by, pytest.raises(NotFound):
        let_in(**given, reason=WHY, by=by)
    with acting(partner) as by, pytest.raises(NotAllowed):
        let_in(**given, reason=WHY, by=by)


def test_the_leading_agency_is_no_partner_whose_part_ends(country: Country, case: Case) -> None:
    with acting(country.supervisor) as by:
        for agency_id in (country.social.id, country.police.id):
            with pytest.raises(NotAPartner):
                end_part(case_id=case.pk, agency_id=agency_id, reason=WHY, by=by, at=AT)
