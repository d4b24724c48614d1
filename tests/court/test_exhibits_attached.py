"""The document carries the exhibits' chains of custody for machines, without a name."""

import json
from datetime import timedelta

import pytest

from takatuf.court.document.reading import read_document
from takatuf.court.queries import open_document
from takatuf.evidence.actions import Described, Holder, Step, add_exhibit
from takatuf.evidence.models import ExhibitKind
from takatuf.evidence.rules import Custody
from tests.court.situations import AT, a_case, a_signed
from tests.factories import acting

pytestmark = pytest.mark.usefixtures("house")


def test_each_exhibit_is_attached_with_its_chain_and_stands_in_the_manifest() -> None:
    here = a_case()
    described = Described(
        kind=ExhibitKind.DEVICE, description="هاتف أسود اللون", origin="محضر 12", storage="الرف 4",
        sha256="ab" * 32, sha1="", md5="", size=None,
    )  # fmt: skip
    step = Step(
        kind=Custody.SEIZED, happened_at=AT - timedelta(days=1), giver=Holder(body="صاحب الهاتف"),
        taker=Holder(here.social.id, person="الموظف سالم"), reason="أمر تفتيش", place="مكتب الوحدة", seal_number="S-7",
    )  # fmt: skip
    with acting(here.writer) as by:
        add_exhibit(record_id=here.case_record_id, described=described, step=step, by=by, at=AT)

    submission = a_signed(here)

    with acting(here.writer) as by:
        attached = dict(read_document(open_document(submission, by=by, at=AT)).attachments)
    graph = json.loads(attached["exhibit-1.case.jsonld"])
    assert isinstance(graph["@context"], dict)
    assert "سالم" not in attached["exhibit-1.case.jsonld"].decode()
    assert "هاتف أسود اللون" in attached["exhibit-1.case.jsonld"].decode()
    listed = [row["name"] for row in json.loads(attached["manifest.json"])["attachments"]]
    assert "exhibit-1.case.jsonld" in listed
