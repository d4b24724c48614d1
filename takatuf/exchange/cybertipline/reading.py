"""Reads XML from outside without trusting it: a size limit, UTF-8 only, no DTD, no entities, no network."""

import re
from typing import BinaryIO

from lxml import etree

from takatuf.kernel.errors import InvalidInput

LARGEST = 2 * 1024 * 1024  # bytes; a report with long chat logs is below 300 kB
_CHUNK = 64 * 1024
_DECLARED = re.compile(r"""\A<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_SKIPPED_IN_PROLOG = (("<?", "?>"), ("<!--", "-->"))


def read_document(data: bytes | BinaryIO) -> etree._Element:
    """The root element of a small, plain XML document.

    Reads at most `LARGEST` bytes and one chunk from a stream, whatever its length.
    Raises InvalidInput at "/" with the code too_large, empty, wrong_encoding, has_dtd or not_xml.
    """
    text = _decoded(_limited(data))
    if _has_dtd(text):
        raise InvalidInput("/", "has_dtd")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=False,
    )
    try:
        return etree.fromstring(text.encode(), parser)  # noqa: S320  the parser above is the safe one
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise InvalidInput("/", "not_xml", line=line, column=column) from None


def _limited(data: bytes | BinaryIO) -> bytes:
    if isinstance(data, bytes):
        taken = data[: LARGEST + 1]
    else:
        chunks, length = [], 0
        while length <= LARGEST and (chunk := data.read(_CHUNK)):
            chunks.append(chunk)
            length += len(chunk)
        taken = b"".join(chunks)
    if len(taken) > LARGEST:
        raise InvalidInput("/", "too_large", limit=LARGEST)
    if not taken.strip():
        raise InvalidInput("/", "empty")
    return taken


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput("/", "wrong_encoding") from None
    declared = _DECLARED.match(text)
    # A declaration that names another encoding would make the parser read other letters than we checked.
    if "\0" in text or (declared and declared[1].lower().replace("_", "-") not in ("utf-8", "utf8")):
        raise InvalidInput("/", "wrong_encoding")
    return text


def _has_dtd(text: str) -> bool:
    """A document type can stand only before the root element, so the search ends there."""
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        skipped = next((pair for pair in _SKIPPED_IN_PROLOG if text.startswith(pair[0], at)), None)
        if skipped is None:
            return text.startswith("<!", at)
        end = text.find(skipped[1], at + len(skipped[0]))
        if end < 0:
            return False  # never closed: the parser refuses it
        at = end + len(skipped[1])
