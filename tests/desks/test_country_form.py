"""The questions of a country: what holds, which version was answered, and that a newer one changes nothing."""

import shutil
from pathlib import Path
from uuid import UUID

import pytest
import yaml
from playwright.sync_api import Browser

from takatuf.casework.country_forms.actions import answer_country_form
from takatuf.casework.country_forms.files import FOLDER, country_form, newest_form, read_form
from takatuf.casework.country_forms.queries import answers_of
from takatuf.casework.models import FormAnswer
from takatuf.casework.queries import case_head
from takatuf.config.commands.country import make_country
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.browsing import complaints_of, look, open_window
from tests.desks.people import PASSWORD, SECRET, sign_in
from tests.desks.serving import served
from tests.desks.situations import acting_as, new_case

WHOLE = {"residence": "resident", "in_school": "yes", "health_file": "no", "children_at_home": "٣"}


@pytest.fixture
def case_id(house: None) -> UUID:
    make_country(password=PASSWORD, totp_secret=SECRET)
    return new_case()


def _answer(case_id: UUID, who: str = "sara", **changed: str) -> None:
    with acting_as(who) as by:
        answer_country_form(case_id=case_id, version=1, answers={**WHOLE, **changed}, by=by, at=now())


def test_every_form_file_reads_and_is_named_by_what_it_is() -> None:
    for path in FOLDER.glob("*.yaml"):
        form = read_form(yaml.safe_load(path.read_text(encoding="utf-8")))
        assert path.stem == f"{form.country.lower()}-{form.version}"


def test_what_holds_is_kept_with_digits_of_one_kind() -> None:
    assert country_form("SA", 1).checked(WHOLE) == {**WHOLE, "children_at_home": "3"}


@pytest.mark.parametrize(
    ("changed", "path", "code"),
    [
        ({"residence": ""}, "residence", "required"),
        ({"residence": "elsewhere"}, "residence", "unknown_code"),
        ({"papers_needed": "شهادة"}, "papers_needed", "not_asked"),
        ({"children_at_home": "many"}, "children_at_home", "out_of_range"),
        ({"residence": "no_papers", "papers_needed": "x" * 4001}, "papers_needed", "too_long"),
    ],
)
def test_an_answer_that_does_not_hold_is_named_by_its_question(
    changed: dict[str, str], path: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        country_form("SA", 1).checked({**WHOLE, **changed})

    assert (refused.value.path, refused.value.code) == (path, code)


def test_a_file_that_asks_twice_or_leads_nowhere_is_refused() -> None:
    data = yaml.safe_load((FOLDER / "sa-1.yaml").read_text(encoding="utf-8"))
    first, second = data["questions"][0], data["questions"][1]

    for questions, path in (([first, first], "questions"), ([second], "questions[0].when.question")):
        with pytest.raises(InvalidInput) as refused:
            read_form({**data, "questions": questions})
        assert refused.value.path == path
    with pytest.raises(NotFound):
        country_form("../SA", 1)


def test_a_newer_version_never_changes_old_answers(case_id: UUID, tmp_path: Path) -> None:
    _answer(case_id)
    shutil.copy(FOLDER / "sa-1.yaml", tmp_path)
    data = yaml.safe_load((FOLDER / "sa-1.yaml").read_text(encoding="utf-8"))
    data["version"], data["questions"] = 2, data["questions"][:1]
    (tmp_path / "sa-2.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")

    newest = newest_form("SA", tmp_path)

    assert newest is not None
    assert (newest.version, len(newest.questions)) == (2, 1)
    with acting_as("sara") as by:
        rows = answers_of(case_head(case_id, by=by).record_id, by=by)
    assert rows[0].version == 1
    assert ("عدد الأطفال في البيت", "3") in rows[0].lines


def test_answers_stay_when_they_are_given_anew_and_no_word_lies_open(case_id: UUID) -> None:
    _answer(case_id)
    _answer(case_id, residence="no_papers", papers_needed="شهادة الميلاد المخترعة")

    page = sign_in("sara").get(f"/en/desk/cases/{case_id}/country/").content.decode()

    assert "Resident" in page
    assert "شهادة الميلاد المخترعة" in page
    assert "version 1 of the form" in page
    with acting_as("sara"):
        assert all("المخترعة".encode() not in bytes(row.answers) for row in FormAnswer.objects.all())
    with acting_as("layla"):
        assert FormAnswer.objects.count() == 0


def test_who_may_not_assess_answers_nothing(case_id: UUID) -> None:
    with pytest.raises(NotAllowed):
        _answer(case_id, who="reem")

    assert sign_in("reem").post(f"/en/desk/cases/{case_id}/country/", WHOLE).status_code == 404


def test_the_page_says_at_the_question_what_is_wrong(case_id: UUID) -> None:
    client, address = sign_in("sara"), f"/en/desk/cases/{case_id}/country/"

    wrong = client.post(address, {**WHOLE, "papers_needed": "x"})
    right = client.post(address, WHOLE, follow=True)

    assert "asked only after another answer" in wrong.content.decode()
    assert "The answers are recorded." in right.content.decode()
    assert (
        "further questions were answered (version 1)"
        in client.get(f"/en/desk/cases/{case_id}/").content.decode()
    )


@pytest.mark.browser
@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("en", 1440), ("ar", 1440), ("en", 390)])
def test_the_page_is_clean(browser: Browser, case_id: UUID, language: str, width: int) -> None:
    _answer(case_id)
    with served() as address:
        context = open_window(browser, address, width, "sara")
        page = context.new_page()
        complaints = complaints_of(page)
        page.goto(f"{address}/{language}/desk/cases/{case_id}/country/")
        page.locator("details.card > summary").click()
        findings = look(page, f"country-{language}-{width}")
        context.close()

    assert findings == []
    assert complaints == []
