"""The published figures: for everybody, in words where a number is hidden, from few queries."""

import hashlib
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from takatuf.agencies.scope import worker_scope
from takatuf.config.commands.country import make_country
from takatuf.config.commands.verify import verify
from takatuf.config.commands.work import seal_everything
from takatuf.insight.actions import draw_missing_charts, make_ordered_releases, make_release
from takatuf.insight.charts import trusted_drawing
from takatuf.insight.dictionary import dictionary, dictionary_of
from takatuf.insight.queries import latest_release
from takatuf.intake.content import ReporterKind
from takatuf.kernel.clock import now
from takatuf.ledger.queries import ledger_vkey
from tests.desks.people import PASSWORD, SECRET, send_report, sign_in, worker_named

pytestmark = pytest.mark.usefixtures("house")


def _release(reports: int, bystanders: int = 0) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)
    for number in range(reports + bystanders):
        kind = ReporterKind.PARENT if number < reports else ReporterKind.BYSTANDER
        send_report(account="", at=now() - timedelta(days=100), reporter=kind)
    with worker_scope(worker_named("director").id) as by:
        make_release(by=by, at=now())


def test_before_the_first_release_the_page_says_so() -> None:
    page = Client().get("/ar/figures/")

    assert page.status_code == 200
    assert "لم تُنشر أعداد بعد" in page.content.decode()


def test_a_small_number_is_hidden_in_words_and_a_zero_is_said() -> None:
    _release(14, bystanders=4)

    release = latest_release()
    assert release is not None
    arabic, english = (
        "".join(Client().get(f"/{language}/figures/{end}").content.decode() for end in ("", f"{release.code}/told/"))
        for language in ("ar", "en")
    )  # fmt: skip

    assert any(table.something_hidden for table in release.tables)
    assert "مخفي" in arabic
    assert "hidden</span>" in english
    for number in (">4<", ">14<", ">18<"):
        assert number not in arabic
        assert number not in english
    assert "<td>0</td>" not in english
    assert "none" in english
    assert "البلاغات ليست عدد الأطفال" in arabic
    assert "Reports are not children" in english
    assert "Counted on" in english
    assert release.code in english
    assert "under 10 are hidden" in english
    assert "nearest 5" in english
    assert "true zero" in english


def test_numbers_that_are_small_in_all_are_said_to_be_so() -> None:
    _release(4)

    arabic, english = (Client().get(f"/{language}/figures/").content.decode() for language in ("ar", "en"))

    assert "أقل من 10 في المجموع" in arabic
    assert "Fewer than 10 in all" in english
    assert ">4<" not in arabic


def test_the_page_needs_no_sign_in_and_few_queries() -> None:
    _release(3)
    Client().get("/en/figures/")  # what is published never changes: it is made once in each process

    with CaptureQueriesContext(connection) as queries:
        page = Client().get("/en/figures/")

    assert page.status_code == 200
    assert len(queries) == 4  # the release, its charts, the lists of releases and of annual reports
    release = latest_release()
    assert release is not None
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(f"/en/figures/{release.code}/told/").status_code == 200
    assert len(queries) == 2  # the release and its charts
    assert not page.cookies


@pytest.mark.parametrize(("language", "word"), [("ar", "صامتة"), ("en", "a test or a joke")])
def test_every_code_of_the_files_is_said_in_words(language: str, word: str) -> None:
    _release(14)
    release = latest_release()
    assert release is not None
    known = dictionary()

    page = Client().get(f"/{language}/figures/{release.code}/dictionary/")
    nothing = Client().get(f"/{language}/figures/F-1999-Q1/dictionary/")

    said = page.content.decode()
    codes = {code for table in known.tables.values() for code in (table.code, *table.columns)}
    assert [code for code in sorted(codes) if f">{code}<" not in said] == []
    assert word in said
    assert nothing.status_code == 404
    assert (
        f"/{language}/figures/{release.code}/dictionary/"
        in Client().get(f"/{language}/figures/").content.decode()
    )


def test_what_is_downloaded_is_what_was_signed() -> None:
    _release(14)
    release = latest_release()
    assert release is not None

    files = {
        name: Client().get(f"/en/figures/{release.code}/{name}")
        for name in ("figures.csv", "figures.json", "dictionary.json", "signature.txt")
    }

    assert {answer.status_code for answer in files.values()} == {200}
    assert hashlib.sha256(files["figures.json"].content).hexdigest() == release.sha256
    assert release.sha256 in files["signature.txt"].content.decode()
    assert "attachment" in files["figures.csv"]["Content-Disposition"]
    assert Client().get("/en/figures/F-1999-Q1/figures.csv").status_code == 404
    assert Client().get("/en/figures/F-1999-Q1/").status_code == 404
    assert Client().get(f"/en/figures/{release.code}/").status_code == 200
    assert Client().get(f"/en/figures/{release.code}/unknown/").status_code == 404
    assert Client().get("/en/figures/F-1999-Q1/told/").status_code == 404


def test_published_figures_are_checked_like_a_document(tmp_path: Path) -> None:
    _release(14)
    seal_everything()
    release = latest_release()
    assert release is not None
    figures, proof = (
        Client().get(f"/en/figures/{release.code}/{name}").content for name in ("figures.json", "proof.json")
    )
    (tmp_path / "figures.json").write_bytes(figures)
    (tmp_path / "proof.json").write_bytes(proof)
    (tmp_path / "ledger.pub").write_text(ledger_vkey())
    (tmp_path / "other.json").write_bytes(figures.replace(b"0", b"5", 1))

    def checked(name: str) -> int:
        return verify(
            str(tmp_path / name), proof=str(tmp_path / "proof.json"), key=str(tmp_path / "ledger.pub")
        )

    assert checked("figures.json") == 0
    assert checked("other.json") == 1
    page = _checked(figures, "en")
    assert "These are the figures that were published here." in page
    assert "It stands in the ledger as line" in page
    assert "هذه هي الأرقام التي نُشرت هنا" in _checked(figures, "ar")
    assert "These are not figures that were published here" in _checked(figures[:-1], "en")
    assert Client().get("/en/figures/F-1999-Q1/proof.json").status_code == 404


def _checked(data: bytes, language: str) -> str:
    file = SimpleUploadedFile("figures.json", data, "application/json")
    return Client().post(f"/{language}/check/", {"signed": file}).content.decode()


def test_charts_are_drawn_by_the_worker_and_hold_nothing_that_the_page_refuses() -> None:
    _release(14)
    release = latest_release()
    assert release is not None
    address = f"/ar/figures/{release.code}/told/"
    assert "<svg" not in Client().get(address).content.decode()

    assert draw_missing_charts(at=now()) == 1
    assert draw_missing_charts(at=now()) == 0

    page = Client().get(address).content.decode()
    charts = page[page.index("<svg") : page.rindex("</svg>")]
    assert "النموذج العام" in charts
    assert "style=" not in charts
    assert "<style" not in charts
    assert "href" not in charts


def test_a_drawing_with_anything_else_in_it_is_cleaned() -> None:
    drawn = trusted_drawing(
        '<svg xmlns="http://www.w3.org/2000/svg" onload="x()" style="color:red"><script>x()</script><a href="x"><text>a</text></a>'
        '<text onclick="x()" fill="#000">كلمة</text><foreignObject><b>x</b></foreignObject></svg>'
    )

    assert drawn == (
        '<svg xmlns="http://www.w3.org/2000/svg" direction="ltr"><text fill="#000">كلمة</text></svg>'
    )


def test_the_desk_says_what_is_due_and_publishes_it_by_the_worker() -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)
    director = sign_in("director")

    assert "العدّ والنشر" in director.get("/ar/desk/figures/").content.decode()
    assert director.post("/ar/desk/figures/release/").status_code == 302
    assert "يجري العدّ منذ" in director.get("/ar/desk/figures/").content.decode()
    assert make_ordered_releases(at=now()) == 1
    assert "نُشر كل ما حان نشره" in director.get("/ar/desk/figures/").content.decode()
    assert "العدّ والنشر" not in sign_in("sara").get("/ar/desk/figures/").content.decode()


def test_every_table_stands_in_one_chapter_and_the_first_page_leads_to_each() -> None:
    known = dictionary()
    placed = [code for chapter in known.chapters for code in chapter.tables]
    assert sorted(placed) == sorted(known.tables)
    assert all(set(chapter.key) <= set(chapter.tables) for chapter in known.chapters)

    _release(14)
    release = latest_release()
    assert release is not None
    first = Client().get("/ar/figures/").content.decode()

    assert "لم يُعدّ شيء في هذه الفترة في هذه الفصول" in first
    for chapter in known.chapters:
        assert f'href="/ar/figures/{release.code}/{chapter.code}/"' in first
        page = Client().get(f"/ar/figures/{release.code}/{chapter.code}/").content.decode()
        for code in chapter.tables:
            assert str(known.tables[code].title.ar) in page
    for code in ("reports_by_channel", "first_review"):
        assert f"#{code}" in first


def test_a_release_that_is_late_is_said_to_be_late() -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)
    with worker_scope(worker_named("director").id) as by:
        make_release(by=by, at=now() - timedelta(days=200))

    page = Client().get("/ar/figures/").content.decode()

    assert "ولم تصدر بعد" in page
    with worker_scope(worker_named("director").id) as by:
        make_release(by=by, at=now())
    assert "ولم تصدر بعد" not in Client().get("/ar/figures/").content.decode()


def test_an_old_release_is_read_by_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    published = json.loads(json.dumps(dictionary().published))
    published["tables"][0]["title"]["en"] = "As it was called then"
    published["tables"][0]["sentence"]["en"] = "What was said then of {period}: {column}."
    with monkeypatch.context() as then:
        then.setattr("takatuf.insight.actions.dictionary", lambda: dictionary_of(published))
        _release(14)
    release = latest_release()
    assert release is not None

    page = Client().get(f"/en/figures/{release.code}/told/").content.decode()

    assert "As it was called then" in page
    assert "What was said then of" in page


def test_the_page_begins_with_its_contents_and_every_jump_lands() -> None:
    _release(14)
    release = latest_release()
    assert release is not None

    page = Client().get("/ar/figures/").content.decode()

    jumps = set(re.findall(r'href="#([\w-]+)"', page.split("<main", 1)[1]))
    assert {"follows", "download", "how-to-read", "days"} <= jumps
    for jump in jumps:
        assert page.count(f'id="{jump}"') == 1
    assert {one.code for one in release.chapters if one.counted} <= jumps
