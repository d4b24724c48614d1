"""Reads a drawn document back with pypdfium2: pages, bookmarks, metadata, attachments."""

import re
from dataclasses import dataclass, field
from functools import cached_property

import pypdfium2

_XMP = re.compile(rb"<\?xpacket begin.*?<\?xpacket end[^>]*>", re.DOTALL)
_POINTS_PER_CM = 28.3465
# The template's own margins, less a little: what lies between is the text, without running header and footer.
_HEADER_CM = 2.6
_FOOTER_CM = 2.2


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A bookmark's title and its page, counted from 1."""

    title: str
    page: int
    level: int


@dataclass(frozen=True)
class DrawnDocument:
    """What came back: the text of whole pages, and everything hidden beside it; `bodies` are read when they are asked for."""

    pdf: bytes = field(repr=False)
    pages: tuple[str, ...]
    bookmarks: tuple[Bookmark, ...]
    metadata: tuple[tuple[str, str], ...]
    attachments: tuple[tuple[str, bytes], ...]

    @cached_property
    def bodies(self) -> tuple[str, ...]:
        """The text of each page without running header and footer."""
        document = pypdfium2.PdfDocument(self.pdf)
        try:
            return tuple(_body(page) for page in document)
        finally:
            document.close()


def _body(page: pypdfium2.PdfPage) -> str:
    width, height = page.get_size()
    text: str = page.get_textpage().get_text_bounded(
        left=0, right=width, bottom=_FOOTER_CM * _POINTS_PER_CM, top=height - _HEADER_CM * _POINTS_PER_CM
    )
    return text


def read_document(pdf: bytes) -> DrawnDocument:
    """Everything that a reader, a search or a machine can find in the document."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
        bookmarks = [
            Bookmark(mark.get_title(), (mark.get_dest().get_index() or 0) + 1, mark.level)
            for mark in document.get_toc()
        ]
        metadata = list(document.get_metadata_dict().items())
        attached = [document.get_attachment(at) for at in range(document.count_attachments())]
        attachments = [(item.get_name(), bytes(item.get_data())) for item in attached]
    finally:
        document.close()
    metadata += [("XMP", found.decode("utf-8", "replace")) for found in _XMP.findall(pdf)]
    return DrawnDocument(pdf, tuple(pages), tuple(bookmarks), tuple(metadata), tuple(attachments))
