"""Revisions added to a signed document: what an honest house adds, and what somebody adds who wants it to say something else."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import typst
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, append_signature_field
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.validation import DocumentSecurityStore

from takatuf.vault.renewing import renew_stamp
from takatuf.vault.signing import Signer, asn1_certificate

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SOURCE = b"""#set document(title: "t", date: datetime(year: 2026, month: 11, day: 23))
= First <a>
Words that count. #link(<b>)[on]
#pagebreak()
= Second <b>
More. #link(<a>)[back]
"""
Change = Callable[[IncrementalPdfFileWriter], None]


def drawn() -> bytes:
    """Two tagged pages with links, as PDF/A-3a."""
    return bytes(typst.compile(SOURCE, format="pdf", pdf_standards=["a-3a"], ignore_system_fonts=True))


def written(pdf: bytes, change: Change) -> bytes:
    """The file with one revision more, in which this was changed."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def by_hand(
    pdf: bytes,
    objects: dict[int, bytes],
    *,
    root: bytes = b"",
    trailer: bytes = b"",
    free: int = 0,
    prev: int = 0,
    first: bytes = b"",
) -> bytes:
    """The file with one revision more, whose objects stand here as they are written."""
    last = PdfFileReader(BytesIO(pdf)).trailer.flatten()
    start = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    root = root or b"%d 0 R" % last.raw_get("/Root").idnum
    ids = b"".join(b"<%s>" % one.original_bytes.hex().encode() for one in last.raw_get("/ID"))
    out, table = bytearray(pdf + b"\n" + first), b"xref\n0 1\n0000000000 65535 f \n"
    for number, body in sorted(objects.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table += b"%d 1\n0000000000 00001 f \n" % free if free else b""
    size = max(int(last.raw_get("/Size")), *(number + 1 for number in objects), 1)
    place = len(out)
    out += table + b"trailer\n<</Size %d/Root %s/Info %d 0 R/ID[%s]/Prev %d%s>>\n" % (
        size, root, last.raw_get("/Info").idnum, ids, prev or start, trailer,
    )  # fmt: skip
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % place


def catalog(pdf: bytes, more: bytes) -> bytes:
    """The catalog as it stands last in the file, with more in it."""
    found = re.findall(rb"obj\s*<<\s*/Type\s*/Catalog(.*?)\nendobj", pdf, re.DOTALL)[-1]
    return b"<</Type/Catalog" + more + found


def size_of(pdf: bytes) -> int:
    """The first number that no object has yet."""
    return int(re.findall(rb"/Size\s+(\d+)", pdf)[-1])


# What an honest house adds


def with_evidence(pdf: bytes, signer: Signer) -> bytes:
    """Level B-LT: certificates and a list of revoked ones, no stamp."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            None,
            certs=[asn1_certificate(one) for one in (signer.certificate, *signer.authorities)],
        )

    return written(pdf, change)


def with_stamp(pdf: bytes, signer: Signer) -> bytes:
    """A document time stamp alone."""
    stamper = PdfTimeStamper(signer.stamps.stamper_at(AT))
    return bytes(stamper.timestamp_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), "sha256").getbuffer())


def renewed(pdf: bytes, signer: Signer) -> bytes:
    """A further stamp, as the house adds it."""
    return renew_stamp(pdf, signer=signer, at=AT)


# What somebody adds who wants the document to say something else


def _page(writer: IncrementalPdfFileWriter) -> DictionaryObject:
    return writer.root["/Pages"]["/Kids"][0]


def _drawing(writer: IncrementalPdfFileWriter) -> generic.IndirectObject:
    return writer.add_object(StreamObject(stream_data=b"0 0 400 400 re f"))


def _page_with(**parts: object) -> Change:
    def change(writer: IncrementalPdfFileWriter) -> None:
        page = _page(writer)
        for key, value in parts.items():
            page[NameObject(f"/{key}")] = value(writer) if callable(value) else value
        writer.update_container(page)

    return change


def _root_with(**parts: object) -> Change:
    def change(writer: IncrementalPdfFileWriter) -> None:
        for key, value in parts.items():
            writer.root[NameObject(f"/{key}")] = value(writer) if callable(value) else value
        writer.update_root()

    return change


def _script(writer: IncrementalPdfFileWriter) -> generic.IndirectObject:
    return writer.add_object(
        DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): generic.pdf_string("1")}
        )
    )


def _contents_overwritten(writer: IncrementalPdfFileWriter) -> None:
    contents = _page(writer)["/Contents"]
    contents._data, contents._encoded_data = b"0 0 9 9 re f", None
    contents.pop("/Filter", None)
    writer.update_container(contents)


def _annotation(writer: IncrementalPdfFileWriter) -> None:
    note = DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/FreeText"),
        NameObject("/Rect"): ArrayObject(map(NumberObject, (9, 9, 99, 99))), NameObject("/Contents"): generic.pdf_string("no"),
    })  # fmt: skip
    page = _page(writer)
    page["/Annots"].append(writer.add_object(note))
    writer.update_container(page)


def _annotation_gone(writer: IncrementalPdfFileWriter) -> None:
    page = _page(writer)
    page["/Annots"].pop(0)
    writer.update_container(page)


def _link_elsewhere(writer: IncrementalPdfFileWriter) -> None:
    link = _page(writer)["/Annots"][0]
    link[NameObject("/A")] = _script(writer)
    writer.update_container(link)


def _text_field(writer: IncrementalPdfFileWriter) -> None:
    field = DictionaryObject({
        NameObject("/FT"): NameObject("/Tx"), NameObject("/T"): generic.pdf_string("amount"), NameObject("/V"): generic.pdf_string("9"),
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Widget"),
        NameObject("/Rect"): ArrayObject(map(NumberObject, (0, 0, 0, 0))),
    })  # fmt: skip
    form = writer.root["/AcroForm"]
    form["/Fields"].append(writer.add_object(field))
    writer.update_container(form)


def _form_with(**parts: object) -> Change:
    def change(writer: IncrementalPdfFileWriter) -> None:
        for key, value in parts.items():
            writer.root["/AcroForm"][NameObject(f"/{key}")] = value
        writer.update_container(writer.root["/AcroForm"])

    return change


def _no_fields(writer: IncrementalPdfFileWriter) -> None:
    form = writer.root["/AcroForm"]
    form[NameObject("/Fields")] = ArrayObject()
    writer.update_container(form)


def _empty_visible_field(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("Other", box=(10, 10, 200, 200), on_page=0))


def _empty_hidden_field(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("Other", invis_sig_settings=InvisSigSettings()))
    field = writer.root["/AcroForm"]["/Fields"][-1]
    field[NameObject("/AA")] = DictionaryObject({NameObject("/E"): _script(writer)})
    writer.update_container(field)


def _structure(writer: IncrementalPdfFileWriter) -> None:
    tree = writer.root["/StructTreeRoot"]
    tree[NameObject("/K")] = ArrayObject()
    writer.update_container(tree)


def _said_otherwise(writer: IncrementalPdfFileWriter) -> None:
    """What a screen reader says in place of the words on the page."""
    element = writer.root["/StructTreeRoot"]["/K"]
    while isinstance(element, ArrayObject):
        element = element[0]
    element[NameObject("/ActualText")] = generic.pdf_string("Other words")
    writer.update_container(element)


def _font(writer: IncrementalPdfFileWriter) -> None:
    fonts = _page(writer)["/Resources"]["/Font"]
    font = fonts[next(iter(fonts))]
    font[NameObject("/Encoding")] = NameObject("/Identity-V")
    writer.update_container(font)


def _page_more(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    pages["/Kids"].append(pages["/Kids"].raw_get(0))
    pages[NameObject("/Count")] = NumberObject(len(pages["/Kids"]))
    writer.update_container(pages)


def _pages_swapped(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/Pages"]["/Kids"].reverse()
    writer.update_container(writer.root["/Pages"])


def _bookmarks(writer: IncrementalPdfFileWriter) -> None:
    outline = writer.root["/Outlines"]["/First"]
    outline[NameObject("/Title")] = generic.pdf_string("Other")
    writer.update_container(outline)


def _first_signature_replaced(writer: IncrementalPdfFileWriter) -> None:
    value = writer.root["/AcroForm"]["/Fields"][0]["/V"]
    value[NameObject("/Reason")] = generic.pdf_string("another reason")
    writer.update_container(value)


def _store_with(key: str, value: Callable[[IncrementalPdfFileWriter], object]) -> Change:
    def change(writer: IncrementalPdfFileWriter) -> None:
        store = DictionaryObject({NameObject(key): value(writer)})
        writer.root[NameObject("/DSS")] = writer.add_object(store)
        writer.update_root()

    return change


A_PLACE = ArrayObject(map(NumberObject, (0, 0, 99, 99)))
A_SCRIPT = DictionaryObject({
    NameObject("/PO"): DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): generic.pdf_string("1")})
})  # fmt: skip


def field_with(key: str, value: generic.PdfObject) -> Change:
    """The last field of the form, with this in it."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"][-1]
        field[NameObject(key)] = value
        writer.update_container(field)

    return change


WRITTEN: dict[str, Change] = {
    "another drawing on the page": _page_with(Contents=_drawing),
    "the page's drawing overwritten": _contents_overwritten,
    "another size of the page": _page_with(MediaBox=ArrayObject(map(NumberObject, (0, 0, 9, 9)))),
    "the page turned": _page_with(Rotate=NumberObject(180)),
    "a script on the page": _page_with(AA=_script),
    "a script when opened": _root_with(OpenAction=_script),
    "a script in the catalog": _root_with(AA=_script),
    "other names": _root_with(Names=DictionaryObject()),
    "other attachments": _root_with(AF=ArrayObject()),
    "another language": _root_with(Lang=generic.pdf_string("fr")),
    "layers": _root_with(OCProperties=DictionaryObject()),
    "a note on the page": _annotation,
    "a note gone from the page": _annotation_gone,
    "a link that runs a script": _link_elsewhere,
    "a field for text": _text_field,
    "a form of another kind": _form_with(XFA=generic.pdf_string("x")),
    "no fields any more": _no_fields,
    "a field that is seen": _empty_visible_field,
    "a hidden field with a script": _empty_hidden_field,
    "no structure any more": _structure,
    "other words for the screen reader": _said_otherwise,
    "another font": _font,
    "a page twice": _page_more,
    "pages in another order": _pages_swapped,
    "another bookmark": _bookmarks,
    "the first signature's own words": _first_signature_replaced,
    "evidence under another name": _store_with("/Pages", lambda writer: ArrayObject()),
    "evidence that is the page's drawing": _store_with("/Certs", lambda writer: ArrayObject([_page(writer)])),
}


def _encrypted(pdf: bytes) -> bytes:
    number = size_of(pdf)
    lock = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>" % (b"00" * 32, b"00" * 32)
    return by_hand(pdf, {number: lock}, trailer=b"/Encrypt %d 0 R" % number)


def _hybrid(pdf: bytes) -> bytes:
    """A second, hidden table: readers that know it see another page than those that do not."""
    number, page = size_of(pdf), PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Kids"].raw_get(0).idnum
    row = (1).to_bytes(1, "big") + (9).to_bytes(4, "big") + bytes(2)
    table = b"<</Type/XRef/Size %d/W[1 4 2]/Index[%d 1]/Length 7>>\nstream\n%s\nendstream" % (
        number + 1,
        page,
        row,
    )
    place = by_hand(pdf, {number: table}).rindex(b"%d 0 obj" % number)
    return by_hand(pdf, {number: table}, trailer=b"/XRefStm %d" % place)


def _another_catalog(pdf: bytes) -> bytes:
    number = size_of(pdf)
    return by_hand(
        pdf, {number: catalog(pdf, b"/OpenAction<</S/JavaScript/JS(1)>>")}, root=b"%d 0 R" % number
    )


def _freed(pdf: bytes) -> bytes:
    page = PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Kids"].raw_get(0).idnum
    return by_hand(pdf, {}, free=page)


def _before_the_signature(pdf: bytes) -> bytes:
    """A table that goes on from before the signature, so that the signed one is passed over."""
    first = int(re.findall(rb"startxref\s+(\d+)", pdf)[0])
    root = PdfFileReader(BytesIO(pdf)).root_ref.idnum
    return by_hand(pdf, {root: catalog(pdf, b"/OpenAction<</S/JavaScript/JS(1)>>")}, prev=first)


def _in_an_object_stream(pdf: bytes) -> bytes:
    """The catalog again, inside a stream of objects, in a table that is a stream itself."""
    reader = PdfFileReader(BytesIO(pdf))
    root, number = reader.root_ref.idnum, size_of(pdf)
    body = b"%d 0 %s" % (root, catalog(pdf, b"/OpenAction<</S/JavaScript/JS(1)>>"))
    first = len(b"%d 0 " % root)
    start = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    out = bytearray(pdf + b"\n")
    place = len(out)
    out += b"%d 0 obj\n<</Type/ObjStm/N 1/First %d/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        number,
        first,
        len(body),
        body,
    )
    table = len(out)
    rows = b"".join(
        kind.to_bytes(1, "big") + one.to_bytes(4, "big") + two.to_bytes(2, "big")
        for kind, one, two in ((2, number, 0), (1, place, 0), (1, table, 0))
    )
    ids = b"".join(
        b"<%s>" % one.original_bytes.hex().encode() for one in reader.trailer.flatten().raw_get("/ID")
    )
    out += (
        b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Index[%d 1 %d 2]/Root %d 0 R/Info %d 0 R/ID[%s]/Prev %d/Length %d>>\nstream\n"
        % (number + 1, number + 2, root, number, root, reader.trailer.flatten().raw_get("/Info").idnum, ids, start, len(rows))
    )  # fmt: skip
    return bytes(out) + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % table


def _no_xml(pdf: bytes) -> bytes:
    number = PdfFileReader(BytesIO(pdf)).root.raw_get("/Metadata").idnum
    return by_hand(pdf, {number: b"<</Type/Metadata/Subtype/XML/Length 6>>\nstream\nno xml\nendstream"})


BY_HAND: dict[str, Callable[[bytes], bytes]] = {
    "a lock": _encrypted,
    "two tables at once": _hybrid,
    "another catalog": _another_catalog,
    "a description that is no XML": _no_xml,
    "a page freed": _freed,
    "a table that passes over the signature": _before_the_signature,
    "the catalog inside a stream of objects": _in_an_object_stream,
}


# What a signer prepares before signing, and fills afterwards


def _evidence_stream(pdf: bytes, number: int, data: bytes, first: bytes = b"") -> bytes:
    """A store of evidence whose one certificate is this stream."""
    root = PdfFileReader(BytesIO(pdf)).root_ref.idnum
    stream = b"<</Length %d>>\nstream\n%s\nendstream" % (len(data), data)
    store = max(size_of(pdf), number + 1)
    return by_hand(pdf, {
        number: stream, store: b"<</Certs[%d 0 R]>>" % number, root: catalog(pdf, b"/DSS %d 0 R" % store),
    }, first=first)  # fmt: skip


def _certificate(signed: bytes) -> bytes:
    """A real one, so that the evidence can be read; one with other words in it would draw them on the page."""
    found: bytes = PdfFileReader(BytesIO(signed)).embedded_signatures[0].signer_cert.dump()
    return found


def _page_drawing(pdf: bytes, contents: bytes) -> bytes:
    """The unsigned file, its first page drawn by these streams."""
    reader = PdfFileReader(BytesIO(pdf))
    page = reader.root["/Pages"]["/Kids"].raw_get(0).idnum
    body = re.search(rb"\n%d 0 obj\s*(<<.*?)\nendobj" % page, pdf, re.DOTALL)[1]
    return by_hand(pdf, {page: re.sub(rb"/Contents \d+ 0 R", b"/Contents " + contents, body)})


def pointing_at_nothing(sign: Callable[[bytes], bytes]) -> bytes:
    """A signed page that is drawn by an object which comes later, as a certificate."""
    plain = drawn()
    number = size_of(sign(_page_drawing(plain, b"[1 0 R]")))
    signed = sign(_page_drawing(plain, b"[%d 0 R]" % number))
    return _evidence_stream(signed, number, _certificate(signed))


def pointing_from_afar(sign: Callable[[bytes], bytes]) -> bytes:
    """The same, the parts of the reference far from each other."""
    plain = drawn()
    number = size_of(sign(_page_drawing(plain, b"[1 0 R]")))
    signed = sign(_page_drawing(plain, b"[%d\n\t 0\r\nR]" % number))
    return _evidence_stream(signed, number, _certificate(signed))


def description_as_drawing(sign: Callable[[bytes], bytes]) -> bytes:
    """The description of the document draws a page too; it may be written anew."""
    plain = drawn()
    number = PdfFileReader(BytesIO(plain)).root.raw_get("/Metadata").idnum
    signed = sign(_page_drawing(plain, b"%d 0 R" % number))
    data = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- 0 0 400 400 re f --></x:xmpmeta>'
    return by_hand(signed, {
        number: b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%s\nendstream" % (len(data), data)
    })  # fmt: skip


def lying_behind_the_end(sign: Callable[[bytes], bytes]) -> bytes:
    """A signed object whose place lies behind the signed bytes."""
    plain = drawn()
    number, place = size_of(plain), 150_000
    prepared = by_hand(
        _page_drawing(plain, b"%d 0 R" % number), {number: b"<</Length 0>>\nstream\n\nendstream"}
    )
    table = prepared.rindex(b"%d 1\n" % number)
    entry = table + len(b"%d 1\n" % number)
    signed = sign(prepared[:entry] + b"%010d" % place + prepared[entry + 10 :])
    assert len(signed) < place - 1
    filled = b"%d 0 obj\n<</Length 16>>\nstream\n0 0 400 400 re f\nendstream\nendobj\n" % number
    gap = b" " * (place - len(signed) - 1)
    return _evidence_stream(signed, number + 50, _certificate(signed), gap + filled)


PREPARED: dict[str, Callable[[Callable[[bytes], bytes]], bytes]] = {
    "a page that points at nothing yet": pointing_at_nothing,
    "the same, written from afar": pointing_from_afar,
    "a description that draws a page": description_as_drawing,
    "an object behind the end": lying_behind_the_end,
}
