"""The pages of case work in depth, as the people of the demonstration country use them."""

from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from takatuf.casework.actions import close_case, propose_closure, record_assessment, waive_social_side
from takatuf.casework.models import AssessmentKind, Case, ClosureReason
from takatuf.casework.queries import after_closing, case_head, exposed_children_of, links_of, open_case
from takatuf.config.commands.country import make_country
from takatuf.kernel.clock import now
from tests.desks.people import PASSWORD, SECRET, sign_in
from tests.desks.situations import acting_as, assessed, new_case


@pytest.fixture(autouse=True)
def _country(house: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("takatuf.casework.actions.closing.closure_objections", [])
    make_country(password=PASSWORD, totp_secret=SECRET)
    translation.activate("ar")


def _send(client: Client, case_id: UUID, path: str, **values: object) -> HttpResponse:
    return client.post(f"/en/desk/cases/{case_id}/{path}", values, follow=True)


def _words(page: HttpResponse) -> str:
    return page.content.decode()


def closed_case() -> UUID:
    """A case whose social side huda waived, closed by two persons."""
    case_id = new_case(level=4)
    with acting_as("huda") as by:
        waive_social_side(case_id=case_id, reason="سبب مكتوب", by=by, at=now())
    with acting_as("sara") as by:
        propose_closure(case_id=case_id, reason=ClosureReason.MOVED_ON, outcome="ما تحقق", by=by, at=now())
    with acting_as("huda") as by:
        close_case(case_id=case_id, by=by, at=now())
    return case_id


def test_a_child_with_the_same_exposure_is_named_and_decided_about() -> None:
    case_id, sara = new_case(), sign_in("sara")
    assert "Write what is known of the child." in _words(_send(sara, case_id, "others/name/", description=""))

    page = _words(_send(sara, case_id, "others/name/", description="ابن الجيران"))
    with acting_as("sara") as by:
        child = exposed_children_of(case_id, by=by, at=now())[0]
    own = _words(
        _send(sara, case_id, f"others/{child.id}/decide/", decision="own_case", reason="x", own_case_code="")
    )
    done = _words(
        _send(
            sara, case_id, f"others/{child.id}/decide/", decision="safe", reason="عند جدته", own_case_code=""
        )
    )

    assert "No decision about safety yet" in page
    assert "Write the code of the case." in own
    assert "عند جدته" in done
    assert "Decide anew" in done


def test_two_cases_are_linked_by_two_persons_and_the_link_is_undone() -> None:
    one, other = new_case(), new_case()
    with acting_as("sara") as by:
        code = case_head(other, by=by).code
    form = {"kind": "co_victims", "basis": "account", "why": "الحساب نفسه", "other_code": code}
    noura = sign_in("noura")
    weak = noura.post(f"/en/desk/cases/{one}/links/add/", {**form, "kind": "siblings", "basis": "phone"})
    nowhere = _words(_send(noura, one, "links/add/", **{**form, "other_code": "C-20-000001"}))

    page = _words(_send(noura, one, "links/add/", **form))
    with acting_as("noura") as by:
        link = links_of(one, by=by)[0]
    confirmed = _words(_send(sign_in("khalid"), one, f"links/{link.id}/confirm/"))
    undone = _words(_send(sign_in("sara"), other, f"links/{link.id}/undo/", reason="حسابان مختلفان"))

    assert weak.status_code == 409
    assert "Siblings share phones" in _words(weak)
    assert "Your agency works on no case with this code." in nowhere
    assert "waits for a second person" in page
    assert "confirmed by Khalid" in confirmed
    assert "Undone: this link no longer counts.</b> Sara" in undone
    assert sign_in("sara").get(f"/en/desk/cases/{one}/links/{link.id}/undo/").status_code == 404


def test_a_follow_up_that_finds_the_child_not_well_proposes_to_reopen_and_another_answers() -> None:
    case_id, sara, huda = closed_case(), sign_in("sara"), sign_in("huda")
    form = {
        "after_days": "30", "child_seen": "no", "not_alone_reason": "", "wellbeing": "not_well", "safe_now": "unknown",
        "child_view": "", "found": "لا يذهب إلى المدرسة",
    }  # fmt: skip
    again = _words(_send(sara, case_id, "follow-up/", **form))

    page = _words(_send(sara, case_id, "follow-up/", **{**form, "not_alone_reason": "كان خارج البيت"}))
    own = _words(sara.get(f"/en/desk/cases/{case_id}/work/"))
    read = _words(huda.get(f"/en/desk/cases/{case_id}/reopen/answer/"))
    _send(huda, case_id, "reopen/answer/", approve="1")

    assert "Write why the child was not seen alone." in again
    assert "waits for another person" in page
    assert "90, 180" in page
    assert "Answer the proposal to reopen" not in own
    assert "لا يذهب إلى المدرسة" in read
    with acting_as("sara") as by:
        assert after_closing(case_id, by=by).round == 2
        assert case_head(case_id, by=by).closed_at is None


def test_reopening_names_its_report_and_may_be_kept_closed_with_a_reason() -> None:
    case_id, sara, huda = closed_case(), sign_in("sara"), sign_in("huda")
    missing = _words(_send(sara, case_id, "reopen/", reason="new_report", why="بلاغ جديد", report_id=""))
    proposed = _words(
        _send(sara, case_id, "reopen/", reason="closed_in_error", why="أُغلقت خطأ", report_id="")
    )
    empty = _words(_send(huda, case_id, "reopen/answer/", reason=""))
    kept = _words(_send(huda, case_id, "reopen/answer/", reason="الخطة قائمة في جهة أخرى"))

    assert "Choose the report that caused it." in missing
    assert "Reopening is proposed." in proposed
    assert "Write why the case stays closed." in empty
    assert "not approved by Huda" in kept
    assert huda.get(f"/en/desk/cases/{case_id}/reopen/answer/").status_code == 404
    assert sara.get(f"/en/desk/cases/{case_id}/visit/").status_code == 404


def test_a_supervisor_approves_a_risk_assessment_on_the_page() -> None:
    case_id = new_case()
    assessed(case_id)
    with acting_as("sara") as by:
        risk = record_assessment(
            case_id=case_id, kind=AssessmentKind.RISK, facts="ما لوحظ", opinion="ما يُرى", by=by, at=now()
        ).pk

    before = _words(sign_in("huda").get(f"/en/desk/cases/{case_id}/work/"))
    after = _words(_send(sign_in("huda"), case_id, f"assessments/{risk}/approve/"))

    assert "Approve the assessment" in before
    assert "Approve the assessment" not in after
    assert "approved by Huda" in after


def test_a_concern_is_added_and_judged() -> None:
    case_id, sara = new_case(), sign_in("sara")
    _send(sara, case_id, "concerns/add/", kind="labour")
    with acting_as("sara") as by:
        labour = next(row for row in open_case(case_id, by=by, at=now()).concerns if row.kind == "labour")

    page = _words(
        _send(sara, case_id, f"concerns/{labour.id}/", status="substantiated", reason="زيارة التفتيش")
    )

    assert "زيارة التفتيش" in page
    assert "Substantiated" in page


def test_a_visit_says_why_the_child_was_not_seen_alone() -> None:
    case_id, sara = new_case(), sign_in("sara")
    form = {
        "child_seen": "not_alone",
        "safe_now": "yes",
        "child_view": "",
        "note": "",
        "not_alone_reason": "",
    }

    refused = _words(_send(sara, case_id, "visit/", **form))
    _send(sara, case_id, "visit/", **{**form, "not_alone_reason": "الطفل رضيع"})

    assert "Write why the child was not seen alone." in refused
    assert "الطفل رضيع" in _words(sara.get(f"/en/desk/cases/{case_id}/work/"))
    with acting_as("sara") as by:
        assert Case.objects.filter(pk=case_id).exists()
        assert len(open_case(case_id, by=by, at=now()).visits) == 1
