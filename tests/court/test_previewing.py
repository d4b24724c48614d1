"""The draft as a document: who writes it and who stands for it read all of it before anybody signs."""

import pytest

from takatuf.agencies.models import Disclosure
from takatuf.court.document.errors import IdentityFound
from takatuf.court.document.reading import read_document
from takatuf.court.models import Submission
from takatuf.court.previewing import open_preview
from takatuf.kernel.arabic import letters
from takatuf.kernel.errors import NotAllowed, NotFound
from tests.court.situations import AT, a_case, a_child, a_draft, a_fact, a_reviewed, a_signed
from tests.factories import acting, make_worker

pytestmark = pytest.mark.usefixtures("house")


def test_writer_and_approver_read_the_whole_draft_and_the_look_is_on_record() -> None:
    here = a_case()
    submission = a_reviewed(here)

    read = []
    for who in (here.writer, here.approver):
        with acting(who) as by:
            read.append(read_document(open_preview(submission, by=by, at=AT)))
            record_id = Submission.objects.get(pk=submission).record_id
            assert Disclosure.objects.filter(
                record_id=record_id, worker_id=who.id, what="open_preview"
            ).exists()

    for document in read:
        assert all("مسودة غير موقعة" in page for page in document.pages)
        assert letters("سجل الأدلة وسلسلة الحيازة") in letters("".join(document.pages))


def test_a_draft_with_a_name_in_it_is_not_handed_out() -> None:
    here = a_case()
    a_child(here, "نوران المثال")
    submission = a_draft(here, (a_fact(here, "انتظمت نوران المثال في المدرسة."),))

    with acting(here.writer) as by, pytest.raises(IdentityFound):
        open_preview(submission, by=by, at=AT)


@pytest.mark.parametrize(
    "text", ["قالت نوران إنها بخير.", "ونوران في بيتها.", "يقيم آل المثال في سكن مستقر."]
)
def test_a_child_is_not_called_by_a_part_of_the_name_in_what_is_written(text: str) -> None:
    here = a_case()
    a_child(here, "نوران سهيل المثال")
    submission = a_draft(here, (a_fact(here), a_fact(here, text)))

    with acting(here.writer) as by, pytest.raises(IdentityFound) as refused:
        open_preview(submission, by=by, at=AT)

    assert refused.value.places == ("fact 2",)


def test_an_officer_may_bear_the_childs_first_name() -> None:
    here = a_case()
    name = here.writer.name_ar.split()[0]
    a_child(here, f"{name} سهيل المثال")
    submission = a_draft(here)

    with acting(here.writer) as by:
        assert open_preview(submission, by=by, at=AT)


def test_a_signed_submission_has_no_draft() -> None:
    here = a_case()
    submission = a_signed(here)

    with acting(here.writer) as by, pytest.raises(NotFound):
        open_preview(submission, by=by, at=AT)


def test_nobody_else_reads_the_draft() -> None:
    here = a_case()
    submission = a_draft(here)
    officer = make_worker(here.social)

    for who, kinds in (
        (here.judge, (NotAllowed, NotFound)),
        (here.officer, (NotFound,)),
        (officer, (NotAllowed,)),
    ):
        with acting(who) as by, pytest.raises(kinds):
            open_preview(submission, by=by, at=AT)
