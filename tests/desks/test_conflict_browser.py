"""Editing, the page on which the slower of two decides, and undone links, in the real browser in both languages and widths."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page

from takatuf.casework.actions import LinkBasis, LinkKind, confirm_link, link_cases, undo_link
from takatuf.casework.editing.actions import change_assessment
from takatuf.casework.editing.queries import assessment_fields
from takatuf.casework.queries import case_head, open_case
from takatuf.config.commands.journey.walk import Walk
from takatuf.kernel.clock import now
from tests.browsing import look, open_window, press
from tests.desks.serving import served
from tests.desks.situations import acting_as, new_case

pytestmark = [pytest.mark.browser]
BEGAN = timedelta(days=10)
LEAST_WIDTH = 200  # pixels, of lines that are read; beside the name of their field they were one letter wide
SIZES = (("ar", 390), ("ar", 1280), ("en", 390), ("en", 1280))


@pytest.fixture
def walk(house: None, tmp_path: Path) -> Walk:
    """A case with an assessment, a plan and a visit, and a submission that rests on a link that was undone."""
    walk = Walk(tmp_path, None, starts_at=now() - BEGAN, quiet=True)
    walk.all_steps(until="submission written and approved twice")
    undone_link(walk.ids["case"])
    return walk


def undone_link(case_id: UUID) -> None:
    other = new_case(level=3)
    with acting_as("sara") as by:
        row = link_cases(
            case_id=case_id, other_code=case_head(other, by=by).code, kind=LinkKind.CO_VICTIMS, basis=LinkBasis.ACCOUNT,
            why="الحساب نفسه كتب إلى الطفلين", by=by, at=now() - BEGAN,
        )  # fmt: skip
    with acting_as("huda") as by:
        confirm_link(case_id=case_id, link_id=row.pk, by=by, at=now() - BEGAN)
        undo_link(case_id=case_id, link_id=row.pk, reason="حسابان مختلفان باسم واحد", by=by, at=now())


def huda_is_quicker(case_id: UUID, assessment_id: UUID) -> None:
    """Another person changes two fields while the page is open."""
    with acting_as("huda") as by:
        row = assessment_fields(case_id, assessment_id, by=by)
        texts = {
            **row.texts,
            "facts": "رأت المعلمة الطفل صباح اليوم في المدرسة.",
            "caregiver_view": "تريد الأم أن يبقى معها.",
        }
        change_assessment(
            case_id=case_id, assessment_id=assessment_id, version=row.version, **texts, by=by, at=now()
        )


def decide(page: Page, name: str) -> list[str]:
    """Sara writes into the page that she opened before huda saved, is told field by field, and keeps both."""
    page.locator("textarea[name=facts]").fill("اتصلت الأخصائية بالمدرسة: الطفل في صفه.")
    page.locator("textarea[name=opinion]").fill("يحتاج إلى زيارة ثانية.")
    press(page, page.locator("main form button[type=submit]"))
    findings = look(page, f"conflict-{name}")
    lines = page.locator("fieldset dl.lines dd").first.bounding_box()
    if lines is None or lines["width"] < LEAST_WIDTH:
        findings.append(f"conflict-{name}: the first field's lines stand in {lines}")
    assert page.locator("input[name=choose_facts]").count() == 3
    assert page.locator("input[name=choose_opinion]").count() == 0
    press(page, page.locator("main form button[type=submit]"))
    return findings


def test_the_slower_of_two_decides_and_nothing_is_lost(browser: Browser, walk: Walk) -> None:
    case_id, findings = walk.ids["case"], list[str]()
    with acting_as("sara") as by:
        view = open_case(case_id, by=by, at=now())
    child = next(row.person_id for row in view.people if row.role == "child")
    assessment, visit = view.assessments[0].id, view.visits[0].id
    with served() as address:
        for language, width in SIZES:
            name = f"{language}-{width}"
            context = open_window(browser, address, width, "sara")
            page = context.new_page()
            case = f"{address}/{language}/desk/cases/{case_id}"
            for part in (f"people/{child}", f"visits/{visit}"):
                page.goto(f"{case}/{part}/edit/")
                findings += look(page, f"edit-{part.split('/')[0]}-{name}")
            page.goto(f"{case}/assessments/{assessment}/edit/")
            findings += look(page, f"edit-assessment-{name}")
            huda_is_quicker(case_id, assessment)
            findings += decide(page, name)
            page.goto(f"{case}/others/")
            findings += look(page, f"undone-{name}")
            context.close()

    assert findings == []
    with acting_as("sara") as by:
        facts = assessment_fields(case_id, assessment, by=by).texts["facts"]
    assert "رأت المعلمة" in facts
    assert "اتصلت الأخصائية" in facts


def test_a_submission_says_that_it_rests_on_a_link_that_was_undone(browser: Browser, walk: Walk) -> None:
    findings = list[str]()
    with served() as address:
        for language, width in SIZES:
            context = open_window(browser, address, width, "reem")
            page = context.new_page()
            page.goto(f"{address}/{language}/desk/submissions/{walk.ids['submission']}/")
            findings += look(page, f"undone-submission-{language}-{width}")
            assert page.locator("#link-1").count() == 1
            context.close()

    assert findings == []
