"""What a file is, by its bytes: a PDF, a text or an office document, or something that is not taken."""

import io
import zipfile
from dataclasses import dataclass

from takatuf.kernel.errors import Refused

LARGEST = 5 * 1024 * 1024  # bytes
_MOST_ENTRIES = 2_000
_OOXML = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_ODF = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_PICTURES = (
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".bmp",
    ".tif",
    ".tiff",
    ".webp",
    ".emf",
    ".wmf",
    ".svg",
    ".heic",
)
_MOVING = (".mp4", ".mov", ".avi", ".mkv", ".webm", ".mp3", ".wav", ".m4a", ".ogg", ".3gp")
_INSIDE = (".bin", ".zip", ".exe", ".dll", ".js", ".vbs")


class DocumentRefused(Refused):
    """The file is not taken; `code` says why: empty, too_large, kind or pictures."""

    def __init__(self, code: str) -> None:
        super().__init__(f"This file is not taken: {code}.")
        self.code = code


@dataclass(frozen=True, slots=True)
class Sniffed:
    """The kind by the bytes, and the ending under which it is given out."""

    kind: str
    suffix: str


def sniff(data: bytes) -> Sniffed:
    """What the bytes are, whatever the file's name says. Raises DocumentRefused; nothing is unpacked or drawn."""
    if not data:
        raise DocumentRefused("empty")
    if len(data) > LARGEST:
        raise DocumentRefused("too_large")
    if data.startswith(b"%PDF-"):
        return Sniffed("pdf", "pdf")
    if data.startswith(b"PK\x03\x04"):
        return Sniffed("office", _office(data))
    if _is_text(data):
        return Sniffed("text", "txt")
    raise DocumentRefused("kind")


def _office(data: bytes) -> str:
    """The ending of an office document by its list of parts; one that carries pictures, sound or programs is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [info.filename.lower() for info in archive.infolist()[: _MOST_ENTRIES + 1]]
            first = archive.infolist()[0] if names else None
            is_odf = first is not None and first.filename == "mimetype" and first.file_size < 100
            kind = archive.read(first) if is_odf and first is not None else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError) as error:
        raise DocumentRefused("kind") from error
    if len(names) > _MOST_ENTRIES:
        raise DocumentRefused("kind")
    suffix = _ODF.get(kind) or _ooxml(names)
    if suffix is None:
        raise DocumentRefused("kind")
    if any(name.endswith((*_PICTURES, *_MOVING, *_INSIDE)) or "/media/" in name for name in names):
        raise DocumentRefused("pictures")
    return suffix


def _ooxml(names: list[str]) -> str | None:
    if "[content_types].xml" not in names:
        return None
    found = {suffix for part, suffix in _OOXML.items() if any(name.startswith(part) for name in names)}
    return found.pop() if len(found) == 1 else None


def _is_text(data: bytes) -> bool:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not any(ord(letter) < 0x20 and letter not in "\n\r\t\f" for letter in text)
