"""Reads a drawn document back with pypdfium2: pages, bookmarks, metadata, attachments."""

import re
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class DrawnDocument:
    """What came back: text of whole pages, text without header and footer, and everything hidden beside it."""

    pages: tuple[str, ...]
    bodies: tuple[str, ...]
    bookmarks: tuple[Bookmark, ...]
    metadata: tuple[tuple[str, str], ...]
    attachments: tuple[tuple[str, bytes], ...]


def read_document(pdf: bytes) -> DrawnDocument:
    """Everything that a reader, a search or a machine can find in the document."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages, bodies = [], []
        for page in document:
            text = page.get_textpage()
            width, height = page.get_size()
            pages.append(text.get_text_range())
            bodies.append(
                text.get_text_bounded(
                    left=0,
                    right=width,
                    bottom=_FOOTER_CM * _POINTS_PER_CM,
                    top=height - _HEADER_CM * _POINTS_PER_CM,
                )
            )
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
    return DrawnDocument(tuple(pages), tuple(bodies), tuple(bookmarks), tuple(metadata), tuple(attachments))
