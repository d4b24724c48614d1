"""What ISO 19005-3 (PDF/A-3, level A) asks of the signed file, as far as a program without veraPDF can see it.

The numbers are those of its clauses. What is held here and what is not stands in docs/court-document.md.
"""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from takatuf.court.document import drawing
from takatuf.court.document.graph import with_manifest
from takatuf.court.document.view import Attachment
from takatuf.court.rules import SubmissionKind
from takatuf.vault.authority import make_demo_authority
from takatuf.vault.signing import sign_document
from tests.court.document_examples import AT, INJECTION, TEXTS, make_submission

_ANNOTATIONS = {"/Link", "/Widget"}  # 6.3.1 allows more; ours has no others
_BLENDS = {"/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten"}
_STANDARD = frozenset(
    "/Document /Part /Art /Sect /Div /BlockQuote /Caption /TOC /TOCI /Index /NonStruct /Private /P /H /H1 /H2 /H3 /H4 /H5 /H6"
    " /L /LI /Lbl /LBody /Table /TR /TH /TD /THead /TBody /TFoot /Span /Quote /Note /Reference /BibEntry /Code /Link /Annot"
    " /Ruby /Warichu /Figure /Formula /Form".split()
)


@pytest.fixture(scope="module", params=[SubmissionKind.MAIN, SubmissionKind.URGENT])
def signed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A signed document with time stamps, of each template."""
    view = make_submission(
        TEXTS[:2] if request.param is SubmissionKind.URGENT else (*TEXTS, INJECTION), kind=request.param
    )
    carried = Attachment("verify.py", b"print('checked')\n", "text/x-python", "supplement", "برنامج التحقق")
    drawn = drawing.draw(view, attachments=with_manifest(view, carried), created_at=AT)
    signer = make_demo_authority(tmp_path_factory.mktemp("keys"), at=AT)
    return sign_document(drawn, signer=signer, reason="مذكرة", location="الوزارة", name="ريم", at=AT)


@pytest.fixture(scope="module")
def file(signed: bytes) -> PdfFileReader:
    return PdfFileReader(BytesIO(signed), strict=False)


def _plain(value: Any) -> Any:
    return value.get_object() if isinstance(value, generic.IndirectObject) else value


def _objects(file: PdfFileReader) -> Iterator[Any]:
    """Every object that the last revision reaches, each once."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [file.trailer.raw_get("/Root"), file.trailer.raw_get("/Info")]
    while waiting:
        value = waiting.pop()
        if isinstance(value, generic.IndirectObject):
            if (value.idnum, value.generation) in seen:
                continue
            seen.add((value.idnum, value.generation))
            value = value.get_object()
        yield value
        if isinstance(value, generic.DictionaryObject):
            waiting += [value.raw_get(key) for key in value]
        elif isinstance(value, generic.ArrayObject):
            waiting += [value.raw_get(place) for place in range(len(value))]


def _dictionaries(file: PdfFileReader, **wanted: str) -> list[Any]:
    keys = {f"/{key}": f"/{value}" for key, value in wanted.items()}
    return [
        one
        for one in _objects(file)
        if isinstance(one, generic.DictionaryObject)
        and all(one.get(key) == value for key, value in keys.items())
    ]


def _pages(file: PdfFileReader) -> list[Any]:
    return _dictionaries(file, Type="Page")


def _xmp(file: PdfFileReader) -> str:
    return str(bytes(file.root["/Metadata"].data), "utf-8")


def _said(xmp: str, name: str) -> str:
    """A simple property of the packet, which may be written as an element or as an attribute."""
    found = re.search(f'<{name}>([^<]*)</{name}>|{name}="([^"]*)"', xmp)
    assert found, name
    return found[1] or found[2]


def _is_of_pdf_1_7_and_says_that_it_is_binary(file: PdfFileReader, signed: bytes) -> None:  # 6.1.2
    first, second = signed.split(b"\n", 2)[:2]
    assert re.fullmatch(rb"%PDF-1\.[0-7]", first)
    assert second.startswith(b"%")
    assert len([byte for byte in second[1:5] if byte > 127]) == 4
    assert file.root.get("/Version", "/1.7") <= "/1.7"


def _has_an_id_and_no_encryption(file: PdfFileReader, signed: bytes) -> None:  # 6.1.3
    assert len(file.trailer["/ID"]) == 2
    assert "/Encrypt" not in file.trailer
    assert signed.rstrip().endswith(b"%%EOF")


def _keeps_its_streams_inside_and_in_a_known_form(file: PdfFileReader, signed: bytes) -> None:  # 6.1.7
    del signed
    for one in _objects(file):
        if isinstance(one, generic.StreamObject):
            assert not {"/F", "/FFilter", "/FDecodeParams"} & set(one)
            assert "/LZWDecode" not in str(one.get("/Filter", ""))


def _says_in_which_colours_it_is_meant(file: PdfFileReader, signed: bytes) -> None:  # 6.2.3
    del signed
    (intent,) = (_plain(one) for one in file.root["/OutputIntents"])
    assert intent["/S"] == "/GTS_PDFA1"
    profile = intent["/DestOutputProfile"]
    assert profile["/N"] == 3
    assert profile.data[36:40] == b"acsp"
    used = {str(one) for one in _objects(file) if isinstance(one, generic.NameObject)}
    assert "/DeviceCMYK" not in used


def _asks_for_no_transfer_function_and_no_strange_blending(
    file: PdfFileReader, signed: bytes
) -> None:  # 6.2.5, 6.2.10
    del signed
    for state in _dictionaries(file, Type="ExtGState"):
        assert not {"/TR", "/HTP"} & set(state)
        assert state.get("/TR2", "/Default") == "/Default"
        assert str(state.get("/BM", "/Normal")) in _BLENDS
    for image in _dictionaries(file, Subtype="Image"):
        assert not image.get("/Interpolate", False)
        assert not {"/Alternates", "/OPI"} & set(image)
    assert not _dictionaries(file, Subtype="PS")


def _carries_its_fonts_and_what_each_glyph_means(file: PdfFileReader, signed: bytes) -> None:  # 6.2.11
    del signed
    fonts = [
        one
        for one in _dictionaries(file, Type="Font")
        if one["/Subtype"] in {"/Type0", "/TrueType", "/Type1", "/Type3"}
    ]
    assert fonts
    for font in fonts:
        assert font["/Subtype"] == "/Type0"
        (descendant,) = (_plain(one) for one in font["/DescendantFonts"])
        program = {"/FontFile", "/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"])
        assert len(program) == 1
        assert re.match(r"/[A-Z]{6}\+", str(font["/BaseFont"]))
        assert str(font["/Encoding"]) == "/Identity-H"
        _check_meanings(bytes(font["/ToUnicode"].data))


def _check_meanings(table: bytes) -> None:
    """6.2.11.7: no glyph stands for nothing, and none for the values that Unicode reserves."""
    inside = re.findall(rb"begin(?:bfchar|bfrange)(.*?)end", table, re.DOTALL)
    codes = [code for block in inside for code in re.findall(rb"<([0-9A-Fa-f]*)>", block)]
    assert codes
    assert b"" not in codes
    for block in re.findall(rb"beginbfchar(.*?)end", table, re.DOTALL):
        for _glyph, meaning in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            units = [meaning[start : start + 4].upper() for start in range(0, len(meaning), 4)]
            assert units
            assert not {b"0000", b"FEFF", b"FFFE"} & set(units)


def _has_only_links_and_signature_fields_on_its_pages(file: PdfFileReader, signed: bytes) -> None:  # 6.3
    del signed
    for page in _pages(file):
        for note in page.get("/Annots", ()):
            one = _plain(note)
            assert one["/Subtype"] in _ANNOTATIONS
            flags = int(one.get("/F", 0))
            assert flags & 0b100  # printed
            assert not flags & 0b10_0010_0011  # not invisible, hidden, unseen, or unseen until pointed at
            assert "/AP" not in one or set(one["/AP"]) == {"/N"}


def _has_a_form_that_nothing_fills_in(file: PdfFileReader, signed: bytes) -> None:  # 6.4
    del signed
    form = file.root["/AcroForm"]
    assert "/XFA" not in form
    assert not form.get("/NeedAppearances", False)
    for field in form["/Fields"]:
        one = _plain(field)
        assert one["/FT"] == "/Sig"
        assert not {"/A", "/AA"} & set(one)


def _does_nothing_by_itself(file: PdfFileReader, signed: bytes) -> None:  # 6.5
    del signed
    assert not {"/AA", "/OpenAction"} & set(file.root)
    for one in _objects(file):
        if isinstance(one, generic.DictionaryObject):
            assert "/AA" not in one
            if "/S" in one and "/Type" in one and one["/Type"] == "/Action":
                assert one["/S"] in {"/GoTo", "/URI"}
            assert "/JS" not in one


def _says_what_it_is_alike_in_both_places(file: PdfFileReader, signed: bytes) -> None:  # 6.6
    del signed
    xmp, info = _xmp(file), file.trailer["/Info"]
    assert _said(xmp, "pdfaid:part") == "3"
    assert _said(xmp, "pdfaid:conformance") == "A"
    assert str(info["/Title"]) in xmp
    assert "/Filter" not in file.root["/Metadata"]
    for name, tag in (("/CreationDate", "xmp:CreateDate"), ("/ModDate", "xmp:ModifyDate")):
        if name in info:
            plain = re.sub(r"\D", "", str(info[name]))[:14]
            assert re.sub(r"\D", "", _said(xmp, tag))[:14] == plain


def _is_tagged_and_says_its_language(file: PdfFileReader, signed: bytes) -> None:  # 6.7
    del signed
    assert file.root["/MarkInfo"]["/Marked"]
    assert str(file.root["/Lang"]).startswith("ar")
    tree = file.root["/StructTreeRoot"]
    renamed = {str(key): str(value) for key, value in tree.get("/RoleMap", {}).items()}
    kinds = {str(one["/S"]) for one in _dictionaries(file, Type="StructElem")}
    assert kinds
    assert {renamed.get(kind, kind) for kind in kinds} <= _STANDARD
    assert not set(renamed) & _STANDARD
    for figure in _dictionaries(file, Type="StructElem", S="Figure"):
        assert figure.get("/Alt") or figure.get("/ActualText")


def _marks_all_that_is_drawn(
    file: PdfFileReader, signed: bytes
) -> None:  # 6.7.3: content is tagged, or an artifact
    del signed
    for page in _pages(file):
        assert "/StructParents" in page
        content = _plain(page["/Contents"])
        parts = [_plain(one) for one in content] if isinstance(content, generic.ArrayObject) else [content]
        _check_marked(b"\n".join(part.data for part in parts))


def _check_marked(content: bytes) -> None:
    depth = 0
    words = re.sub(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>", b" ", content)
    for word in re.findall(rb"(?<![/\w])(BDC|BMC|EMC|Tj|TJ|Do|f\*?|S|B\*?)(?!\w)", words):
        depth += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(word, 0)
        assert depth >= 0
        assert depth > 0 or word == b"EMC", f"{word!r} is drawn outside of any mark"
    assert depth == 0


def _says_of_each_attached_file_what_it_is(file: PdfFileReader, signed: bytes) -> None:  # 6.8
    del signed
    named = [_plain(one) for one in list(file.root["/Names"]["/EmbeddedFiles"]["/Names"])[1::2]]
    associated = [_plain(one) for one in file.root["/AF"]]
    assert len(associated) == len(named) >= 2
    assert {str(one["/UF"]) for one in associated} == {str(one["/UF"]) for one in named}
    for one in named:
        assert str(one["/F"]) == str(one["/UF"])
        assert one["/AFRelationship"] in {"/Source", "/Data", "/Alternative", "/Supplement", "/Unspecified"}
        assert one["/AFRelationship"] != "/Unspecified"
        stream = one["/EF"]["/F"]
        assert re.fullmatch(r"/[\w.+-]+/[\w.+-]+", str(stream["/Subtype"]))
        assert "/ModDate" in stream["/Params"]


def _shows_everything_always(file: PdfFileReader, signed: bytes) -> None:  # 6.9 to 6.11
    del signed
    assert not {"/OCProperties", "/Requirements", "/Collection"} & set(file.root)
    assert "/AlternatePresentations" not in file.root["/Names"]
    assert not any("/PresSteps" in page for page in _pages(file))


def _shows_its_title_and_goes_through_a_page_in_its_order(
    file: PdfFileReader, signed: bytes
) -> None:  # ISO 14289-1, 7.1, 7.18.3
    del signed
    assert file.root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert all(page["/Tabs"] == "/S" for page in _pages(file) if page.get("/Annots"))


CLAUSES: tuple[Callable[[PdfFileReader, bytes], None], ...] = (
    _is_of_pdf_1_7_and_says_that_it_is_binary, _has_an_id_and_no_encryption, _keeps_its_streams_inside_and_in_a_known_form,
    _says_in_which_colours_it_is_meant, _asks_for_no_transfer_function_and_no_strange_blending,
    _carries_its_fonts_and_what_each_glyph_means, _has_only_links_and_signature_fields_on_its_pages,
    _has_a_form_that_nothing_fills_in, _does_nothing_by_itself, _says_what_it_is_alike_in_both_places,
    _is_tagged_and_says_its_language, _marks_all_that_is_drawn, _says_of_each_attached_file_what_it_is,
    _shows_everything_always, _shows_its_title_and_goes_through_a_page_in_its_order,
)  # fmt: skip


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.__name__.strip("_"))
def test_the_signed_file(
    clause: Callable[[PdfFileReader, bytes], None], file: PdfFileReader, signed: bytes
) -> None:
    clause(file, signed)
