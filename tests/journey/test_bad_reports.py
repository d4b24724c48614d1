"""A report that cannot be taken ends the journey with one sentence that names the place, and nothing is left behind."""

import json
from pathlib import Path

import pytest

from tests.journey.test_journey import REPORTS, takatuf_command

pytestmark = pytest.mark.slow

XML = (REPORTS["cybertipline"] or Path()).read_text(encoding="utf-8")
FORM = json.loads((REPORTS["bystander"] or Path()).read_text(encoding="utf-8"))
BAD: dict[str, tuple[bytes, str]] = {
    "entities": (
        XML.replace("<report>", '<!DOCTYPE report [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<report>')
        .replace("نجم الوادي", "&e;").encode(), "/: A document type or an entity",
    ),
    "wrong order": (
        XML.replace("<screenName>wadi_star_77</screenName>", "")
        .replace("<espIdentifier>u-4471902", "<screenName>wadi_star_77</screenName><espIdentifier>u-4471902").encode(),
        "/report/personOrUserReported",
    ),
    "wrong date": (XML.replace("2026-11-20T18:42:10+03:00", "2026-13-40T18:42:10+03:00").encode(), "/report/incidentSummary/incidentDateTime"),
    "unknown type": (XML.replace("Online Enticement of Children for Sexual Acts", "Something Else").encode(), "/report/incidentSummary/incidentType"),
    "unknown element": (XML.replace("</report>", "<surprise/></report>").encode(), "/report/surprise"),
    "cut xml": (XML[: len(XML) // 2].encode(), "/: "),
    "utf-16": (XML.encode("utf-16"), ""),
    "nonsense": (bytes(range(256)) * 40, "$: "),
    "empty": (b"", "$: "),
    "form of another format": (json.dumps({**FORM, "format": "x"}).encode(), "$.format: "),
    "unknown flow": (json.dumps({**FORM, "flow": "x"}).encode(), "$.flow: "),
    "unknown answer": (json.dumps({**FORM, "answers": {"surprise": "x"}}).encode(), "$.answers.surprise: "),
    "deep json": (b"[" * 200_000, "$: "),
}  # fmt: skip


def _refused(report: Path, out: Path) -> str:
    done = takatuf_command("journey", "--report", report, "--out", out)

    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert list(out.iterdir()) == []
    return done.stderr


@pytest.mark.parametrize("name", ["entities", "nonsense"])
def test_the_journey_refuses_a_bad_report_with_one_sentence(name: str, tmp_path: Path) -> None:
    data, place = BAD[name]
    report = tmp_path / "report"
    report.write_bytes(data)

    assert place in _refused(report, tmp_path / "out")


def test_the_journey_refuses_three_hundred_megabytes_without_reading_them(tmp_path: Path) -> None:
    report = tmp_path / "large.xml"
    with report.open("wb") as file:
        file.write(XML.encode())
        file.truncate(300 * 1024 * 1024)

    assert "larger than" in _refused(report, tmp_path / "out")


@pytest.mark.parametrize("name", sorted(BAD))
def test_import_refuses_each_bad_report_by_name_and_stores_nothing(
    name: str, tmp_path: Path, house: None, capsys: pytest.CaptureFixture[str]
) -> None:
    from takatuf.config.commands.transfer import import_file
    from takatuf.intake.models import Report, ReportKey
    from takatuf.ledger.models import LedgerEntry
    from tests.factories import make_agency

    data, place = BAD[name]
    report = tmp_path / "report"
    report.write_bytes(data)
    make_agency("centre")

    status = import_file("form" if place.startswith("$") else "cybertipline", str(report))

    said = capsys.readouterr()
    assert status == 1
    assert place in said.err
    assert len(said.err.strip().splitlines()) == 1
    assert any(said.err.count(letter) for letter in ".…")
    stored = [model._base_manager.using("keeper").count() for model in (Report, ReportKey, LedgerEntry)]
    assert stored == [0, 0, 0]


def test_a_report_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "There is no report file" in _refused(tmp_path / "missing.xml", tmp_path / "out")
