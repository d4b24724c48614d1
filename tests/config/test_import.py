"""`takatuf import`: what is taken, what is refused and where, and that a second run repeats nothing."""

import json
import tracemalloc
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest

from takatuf.agencies.models import Sector
from takatuf.config.commands import transfer
from takatuf.config.commands.transfer import ImportBroken, import_file
from takatuf.exchange.importing import CannotRead, open_source
from takatuf.intake.content import ReportContent, from_json
from takatuf.intake.models import Report
from takatuf.kernel.clock import now
from tests.factories import acting, make_agency, make_worker

XML = files("takatuf.exchange.cybertipline").joinpath("sample.xml").read_bytes()
FORM = files("takatuf.intake").joinpath("samples/parent.json").read_bytes()
HEADER = "reference,received_at,url,classification,age_group,immediate,note,unheard_of"


@pytest.fixture
def centre(house: None):  # type: ignore[no-untyped-def]
    return make_agency("centre", Sector.HOTLINE)


def variant(number: int) -> bytes:
    return XML.replace(b"u-4471902", f"u-{number}".encode())


def contents(centre) -> list[ReportContent]:  # type: ignore[no-untyped-def]
    with acting(make_worker(centre)):
        return [from_json(row.unseal("content")) for row in Report.objects.order_by("id")]


def test_one_document_prints_its_code_and_again_the_same(
    centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one.xml").write_bytes(XML)

    first = import_file("cybertipline", str(tmp_path / "one.xml"))
    said = capsys.readouterr().out
    second = import_file("cybertipline", str(tmp_path / "one.xml"))
    again = capsys.readouterr().out

    assert (first, second) == (0, 0)
    assert said.startswith("R-")
    assert again == f"{said.strip()} (known already)\n"
    assert len(contents(centre)) == 1


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_many_documents_with_two_that_are_wrong(
    packed: bool, centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = {
        f"day {day}/{number}.xml": variant(10 * day + number) for day in (1, 2) for number in (1, 2, 3)
    }
    documents |= {
        "day 1/bad.xml": b"<report/>",
        "day 2/bomb.XML": b"<report>" * 50_000,
        "notes.txt": b"no report",
    }
    source = tmp_path / ("all.zip" if packed else "all")
    if packed:
        with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in documents.items():
                archive.writestr(name, data)
    for name, data in {} if packed else documents.items():  # type: ignore[attr-defined]
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(data)

    status = import_file("cybertipline", str(source))
    said = capsys.readouterr()

    assert status == 1
    assert said.out == "6 taken, 0 known already, 2 refused.\n"
    assert "day 1/bad.xml" in said.err
    assert "/report/incidentSummary" in said.err
    assert "day 2/bomb.XML" in said.err
    assert len(contents(centre)) == 6


def test_run_that_broke_off_is_run_again_and_takes_the_rest(
    centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"H-{number},,https://a.example/{number},,,,," for number in range(25)]
    source = tmp_path / "list.csv"
    source.write_text("\n".join([HEADER, *rows]))
    monkeypatch.setattr(transfer, "BATCH", 10)
    kept = transfer.receive_reports
    calls: list[int] = []

    def away(**parts):  # type: ignore[no-untyped-def]
        from django.db import OperationalError

        calls.append(len(parts["batch"]))
        if len(calls) == 3:
            raise OperationalError("gone")
        return kept(**parts)

    monkeypatch.setattr(transfer, "receive_reports", away)
    with pytest.raises(ImportBroken, match="after 20 reports"):
        import_file("hotline", str(source))
    status = import_file("hotline", str(source))

    assert status == 0
    assert capsys.readouterr().out == "5 taken, 20 known already, 0 refused.\n"
    assert len(contents(centre)) == 25


def test_hotline_csv_with_every_kind_of_wrong_row(
    centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        'H-1,2026-11-20T10:00:00+03:00,https://a.example/1,1,3,true,"two\nlines, and a comma",kept too',
        ",,https://a.example/2,,,,,",
        "H-3,,,,,,,",
        "H-4,2026-11-20 10:00,https://a.example/4,,,,,",
        "H-5,,https://a.example/5,severe,,,,",
        "H-6,,https://a.example/6,baseline,pre-pubescent,false,,",
        "H-7,,https://a.example/7,,,,,,too,many",
        'H-8,,https://a.example/8,,,,"\u202eturned",',
    ]
    source = tmp_path / "list.csv"
    source.write_bytes(
        b"\xef\xbb\xbf" + "\r\n".join([HEADER, *rows]).encode() + b"\r\nH-9,,https://a.example/\xff,,,,,\r\n"
    )

    status = import_file("hotline", str(source))
    said = capsys.readouterr()

    assert status == 1
    assert said.out == "3 taken, 0 known already, 6 refused.\n"
    refused = [line.split()[:2] for line in said.err.splitlines()[1:]]
    assert refused == [["line", str(number)] for number in (4, 5, 6, 7, 9, 11)]
    for path in ("/reference:", "/received_at:", "/classification:", "/url:"):
        assert path in said.err
    first, sixth, eighth = contents(centre)
    assert first.signals.partner_flagged_immediate is True
    assert first.annotations == {"hotline:classification": "baseline", "hotline:age_group": "pre_pubescent"}
    assert first.answers["/unheard_of"].value == "kept too"
    assert first.provider.reference == "H-1"
    assert sixth.signals.partner_flagged_immediate is None
    assert eighth.narrative == "\u202eturned"


@pytest.mark.usefixtures("centre")
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_hotline_list_in_another_encoding_is_told_so(
    encoding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("reference,url\nH-1,https://a.example/1\n".encode(encoding))

    status = import_file("hotline", str(path))

    assert status == 1
    assert "must be written in UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize("shape", ["[{}]", "{}"], ids=["list", "lines"])
def test_a_hotlines_row_in_which_a_name_stands_twice_is_refused_alone(
    shape: str, centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f'{{"reference": "{n}", "url": "https://a.example/{n}"}}' for n in range(3)]
    rows[1] = rows[1].replace('"url"', '"url": "https://b.example/", "url"')
    (tmp_path / "rows.json").write_text(shape.format((",\n" if shape != "{}" else "\n").join(rows)))

    status = import_file("hotline", str(tmp_path / "rows.json"))
    said = capsys.readouterr()

    assert status == 1
    assert said.out == "2 taken, 0 known already, 1 refused.\n"
    assert "/url: This name stands twice" in said.err


@pytest.mark.parametrize("shape", ["list", "lines"])
def test_hotline_json(shape: str, centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"reference": n, "url": f"https://a.example/{n}", "classification": 2, "immediate": n == 3}
        for n in range(1, 301)
    ]
    rows.insert(7, {"reference": "x", "url": ["no text"]})
    rows.insert(9, "no row")  # type: ignore[arg-type]
    source = tmp_path / "list.json"
    source.write_text(json.dumps(rows, indent=1) if shape == "list" else "\n".join(map(json.dumps, rows)))

    status = import_file("hotline", str(source))
    said = capsys.readouterr()

    assert status == 1
    assert said.out == "300 taken, 0 known already, 2 refused.\n"
    place = "row" if shape == "list" else "line"
    assert [line[:8].strip() for line in said.err.splitlines()[1:]] == [f"{place} 8", f"{place} 10"]


def test_forms_line_by_line(centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = json.loads(FORM)
    lines = [json.dumps(form | {"key": f"line-{number:020d}"}, ensure_ascii=False) for number in range(4)]
    lines.insert(2, '{"format": "takatuf-report/1"')
    lines.insert(3, "")
    lines.append(json.dumps(form | {"key": "k" * 20, "answers": {"what": "x" * 400_000}}))
    lines.append(json.dumps(form | {"key": "line-" + "0" * 19 + "1"}, ensure_ascii=False))
    source = tmp_path / "forms.jsonl"
    source.write_text("\n".join(lines))

    status = import_file("form", str(source))
    said = capsys.readouterr()

    assert status == 1
    assert said.out == "4 taken, 1 known already, 2 refused.\n"
    assert [line[:8].strip() for line in said.err.splitlines()[1:]] == ["line 3", "line 7"]


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (("pictures", "a.csv", b"x"), "There is no kind"),
        (("hotline", "missing.csv", None), "There is no file"),
        (("hotline", "", None), "is a folder"),
        (("hotline", "empty.csv", b""), "There is no report"),
        (("hotline", "only-names.csv", b"reference,url\n"), "There is no report"),
        (("cybertipline", "empty-folder/x.txt", b""), "There is no report"),
    ],
)
def test_file_that_is_no_source_is_named(
    source: tuple[str, str, bytes | None], says: str, centre, tmp_path: Path
) -> None:
    kind, name, data = source
    path = tmp_path / name
    if data is not None:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    if name == "empty-folder/x.txt":
        path = path.parent

    with pytest.raises(CannotRead, match=says):
        import_file(kind, str(path))


def test_archive_that_is_broken_or_locked_or_a_bomb_names_the_entry(tmp_path: Path) -> None:
    source = tmp_path / "all.zip"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.xml", b"<report>" + b" " * 60_000_000)
        archive.writestr("broken.xml", variant(1))
        archive.writestr("good.xml", variant(2))
    data = bytearray(source.read_bytes())
    at = data.index(b"broken.xml") + len("broken.xml")
    data[at + 20 : at + 60] = b"\0" * 40
    source.write_bytes(data)

    tracemalloc.start()
    items = list(open_source("cybertipline", source, received_at=now()).items)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert [(item.place, item.error.code if item.error else "") for item in items] == [
        ("bomb.xml", "too_large"), ("broken.xml", "cannot_unpack"), ("good.xml", ""),
    ]  # fmt: skip
    assert peak < 30_000_000


def test_memory_stays_flat_over_a_long_list(tmp_path: Path) -> None:
    source = tmp_path / "list.json"

    def peak_over(rows: int) -> int:
        with source.open("w") as file:
            file.write("[")
            for number in range(rows):
                row = {"reference": f"H-{number}", "url": f"https://a.example/{number}", "note": "n" * 200}
                file.write(("," if number else "") + json.dumps(row))
            file.write("]")
        tracemalloc.start()
        count = sum(1 for _ in open_source("hotline", source, received_at=now()).items)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == rows
        return peak

    short, long = peak_over(1_000), peak_over(8_000)

    assert long < short * 1.3


def test_control_characters_from_outside_do_not_reach_the_terminal(
    centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "list.csv"
    source.write_text("reference,url,\x1b[31mred\nH-1,https://a.example," + "y" * 4000)

    import_file("hotline", str(source))

    assert "\x1b" not in capsys.readouterr().err
