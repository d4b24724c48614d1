"""A page reads only the parts of a case that it shows, and a part that was not read is never an empty list."""

import pytest
from django.template import Context, Template

from takatuf.agencies.models import Disclosure
from takatuf.casework.queries import CaseView, Part, open_case
from takatuf.casework.queries.parts import PartNotRead
from tests.casework.situations import AT, finished_case, make_country
from tests.factories import acting

pytestmark = pytest.mark.usefixtures("house")


def parts_read(view: CaseView) -> set[Part]:
    """The parts that can be looked at."""
    read = set()
    for part in Part:
        try:
            len(getattr(view, "report_codes" if part is Part.REPORTS else part.value))
        except PartNotRead:
            continue
        read.add(part)
    return read


def test_what_a_page_did_not_ask_for_is_not_read_and_the_look_is_on_record_all_the_same() -> None:
    country = make_country()
    case = finished_case(country)

    with acting(country.caseworker) as by:
        some = open_case(case.pk, by=by, at=AT, parts=(Part.VISITS, Part.REVIEWS))
        whole = open_case(case.pk, by=by, at=AT)
        looks = Disclosure.objects.filter(record_id=case.record_id, what="open_case", worker_id=by.id)
        assert looks.count() == 2

    assert parts_read(some) == {Part.VISITS, Part.REVIEWS}
    assert parts_read(whole) == set(Part)
    assert (some.visits, some.plans, some.social_side) == (whole.visits, whole.plans, whole.social_side)
    for asks in ("{% for row in view.assessments %}{% endfor %}", "{% if view.concerns %}{% endif %}"):
        with pytest.raises(PartNotRead):
            Template(asks).render(Context({"view": some}))
