"""What a sender says about one file: `<fileDetails>`, read, checked, and turned into answers and identifiers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from takatuf.exchange.cybertipline.checking import problems, walk
from takatuf.exchange.cybertipline.reading import read_document
from takatuf.intake.content import Answer, AnswerState, IdentifierClaim
from takatuf.kernel.arabic import without_bidi_controls

KIND = "fileDetails"


@dataclass(frozen=True, slots=True)
class FileDetails:
    """To which report and which file a document belongs; the document stays as it was sent."""

    report_number: int
    file_token: str


def read_details(data: bytes, *, received_at: datetime) -> FileDetails:
    """Read one `<fileDetails>` document.

    Raises InvalidInput naming the first problem, as `parse_report` does.
    """
    root = read_document(data)
    for problem in problems(root, received_at=received_at, kind=KIND):
        raise problem
    number = (root.findtext("reportId") or "").strip()
    return FileDetails(int(number), (root.findtext("fileId") or "").strip())


def answers_of_details(document: str, path: str) -> Iterator[tuple[str, Answer]]:
    """Every text and attribute of a checked document, under `path` instead of its own root."""
    for element, at in walk(read_document(document.encode()), path):
        text = (element.text or "").strip()
        above = element.getparent()
        # A flag says what it says by standing there, also without a text.
        text = text or ("true" if above is not None and above.tag == "fileAnnotations" else "")
        if text and not len(element):
            yield at, Answer(AnswerState.GIVEN, text)
        for name, value in element.attrib.items():
            if not str(name).startswith("{"):
                yield f"{at}/@{name!s}", Answer(AnswerState.GIVEN, str(value))


def identifiers_of_details(document: str) -> Iterator[IdentifierClaim]:
    """Where the file lay, its digests, and from where it was sent."""
    root = read_document(document.encode())
    yield from _claim(root, "url", "locationOfFile", "where a file lay")
    for digest in root.findall("originalFileHash"):
        value = without_bidi_controls(digest.text or "").strip()
        if value:
            yield IdentifierClaim(kind="hash", value=value, note=digest.get("hashType", ""))
    yield from _claim(root, "ip", "ipCaptureEvent/ipAddress", "file")
    for device in root.findall("deviceId"):
        yield from _claim(device, "device", "idValue", "file")


def _claim(element: etree._Element, kind: str, path: str, note: str) -> Iterator[IdentifierClaim]:
    value = without_bidi_controls(element.findtext(path) or "").strip()
    if value:
        yield IdentifierClaim(kind=kind, value=value, note=note)
