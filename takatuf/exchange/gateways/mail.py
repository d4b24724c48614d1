"""An e-mail as it was kept in a file, read line by line: its words are taken, attachments are counted and dropped unread."""

import base64
import binascii
import codecs
import hashlib
import html
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from typing import BinaryIO

from takatuf.exchange.gateways.reading import LONGEST_TEXT, Inbound, inbound
from takatuf.kernel.errors import InvalidInput

LONGEST_LINE = 64 * 1024
LARGEST_HEADERS = 256 * 1024  # bytes of the headers of one part
LARGEST_TEXT = 2 * 1024 * 1024  # bytes of all words, as they are written in the file
LONGEST_HEADER = 2_000  # characters of one header that are decoded
MOST_PARTS = 1_000
DEEPEST = 20
# Character sets that people's programs write; Python knows more, among them some that are no character sets at all.
_CHARSET = re.compile(
    r"utf-8|ascii|utf-16|iso8859-\d+|cp(?:125\d|437|720|864)|mac-arabic|koi8-r|gb18030|gbk|gb2312|big5|shift_jis|euc_jp|euc_kr"
)
_TAG = re.compile(r"(/?)\s*([A-Za-z][A-Za-z0-9]*)")
_SILENT = {"script", "style", "head", "title"}
_BLOCKS = {"p", "br", "div", "li", "tr", "h1", "h2", "h3", "blockquote"}


@dataclass(frozen=True, slots=True)
class Mail:
    """The message that an e-mail brings, and the hash of the whole file, by which it is known again."""

    message: Inbound = field(repr=False)
    digest: str


@dataclass(slots=True)
class _Part:
    kind: str
    charset: str
    encoding: str
    lines: list[bytes] = field(default_factory=list, repr=False)


def read_mail(file: BinaryIO) -> Mail:
    """Read an e-mail (RFC 5322) of any length in little memory.

    Raises InvalidInput: empty, no_headers, headers_too_large, too_deep, too_many_parts, too_large, too_long,
    unknown_charset, cannot_decode, and no_words where there are none to be taken.
    """
    reader = _Reader(file)
    reader.read()
    text = "\n\n".join(filter(None, (reader.subject, _words(reader.parts))))
    message = inbound(text=text, sender=reader.sender, media=reader.attachments)
    if not message.text:
        raise InvalidInput("/", "no_words")
    if len(message.text) > LONGEST_TEXT:
        raise InvalidInput("/", "too_long", longest=LONGEST_TEXT)
    return Mail(message, reader.digest.hexdigest())


class _Reader:
    """Walks through the parts of a message without building a tree of them: nesting costs one boundary a level."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._boundaries: list[bytes] = []
        self._part: _Part | None = None
        self._entered = self._lines_read = self._text_bytes = 0
        self.digest = hashlib.sha256()
        self.parts: list[_Part] = []
        self.attachments = 0
        self.subject = self.sender = ""

    def read(self) -> None:
        lines = self._lines()
        headers = self._headers(lines)
        if not headers.keys():
            raise InvalidInput("/", "no_headers" if self._lines_read else "empty")
        self.subject, self.sender = _header(headers, "subject"), _address(headers)
        self._enter(headers)
        begins = True  # whether the line is one, and not the next piece of a very long one
        for line in lines:
            if begins and line.startswith(b"--") and self._ends_part(line.rstrip()):
                if not line.rstrip().endswith(b"--") or self._boundaries[-1:] == [line.rstrip()[2:]]:
                    self._enter(self._headers(lines))
            elif self._part is not None:
                self._collect(self._part, line)
            begins = line.endswith(b"\n")

    def _lines(self) -> Iterator[bytes]:
        while line := self._file.readline(LONGEST_LINE):
            self._lines_read += 1
            self.digest.update(line)
            yield line

    def _headers(self, lines: Iterator[bytes]) -> "Message[str, str]":
        held, size = [], 0
        for line in lines:
            if not line.strip():
                break
            held.append(line)
            size += len(line)
            if size > LARGEST_HEADERS:
                raise InvalidInput("/", "headers_too_large", limit=LARGEST_HEADERS)
        return BytesHeaderParser().parsebytes(b"".join(held))

    def _enter(self, headers: "Message[str, str]") -> None:
        """Begin a part: a container of others, words, or something that is dropped unread."""
        self._entered += 1
        if self._entered > MOST_PARTS:
            raise InvalidInput("/", "too_many_parts", most=MOST_PARTS)
        self._part = None
        kind = headers.get_content_type()
        if headers.get_content_maintype() == "multipart":
            boundary = headers.get_boundary()
            if boundary:
                self._boundaries.append(boundary.encode("utf-8", "replace"))
            if len(self._boundaries) > DEEPEST:
                raise InvalidInput("/", "too_deep", most=DEEPEST)
        elif kind in {"text/plain", "text/html"} and not _is_attached(headers):
            charset = str(headers.get_content_charset() or "utf-8")
            encoding = str(headers.get("content-transfer-encoding", "")).strip().lower()
            self._part = _Part(kind, charset, encoding)
            self.parts.append(self._part)
        else:
            self.attachments += 1

    def _ends_part(self, line: bytes) -> bool:
        """Whether a part ends here; containers inside it end with it, whether they were closed or not."""
        for depth in range(len(self._boundaries), 0, -1):
            boundary = b"--" + self._boundaries[depth - 1]
            if line in {boundary, boundary + b"--"}:
                del self._boundaries[depth if line == boundary else depth - 1 :]
                self._part = None
                return True
        return False

    def _collect(self, part: _Part, line: bytes) -> None:
        self._text_bytes += len(line)
        if self._text_bytes > LARGEST_TEXT:
            raise InvalidInput("/", "too_large", limit=LARGEST_TEXT)
        part.lines.append(line)


def _is_attached(headers: "Message[str, str]") -> bool:
    return headers.get_content_disposition() == "attachment" or headers.get_filename() is not None


def _header(headers: "Message[str, str]", name: str) -> str:
    """A header in words; as it stands where it cannot be decoded."""
    value = str(headers.get(name, ""))[:LONGEST_HEADER]
    try:
        return str(make_header(decode_header(value))).strip()
    except (HeaderParseError, LookupError, ValueError):
        return value.encode("utf-8", "replace").decode().strip()


def _address(headers: "Message[str, str]") -> str:
    try:
        return parseaddr(str(headers.get("from", ""))[:LONGEST_HEADER])[1]
    except (RecursionError, ValueError):
        return ""  # an address that is no address; the words count


def _words(parts: Iterable[_Part]) -> str:
    """What was written as plain text, or where nothing was, what the page says."""
    given = list(parts)
    plain = [_decoded(part) for part in given if part.kind == "text/plain"]
    if any(text.strip() for text in plain):
        return "\n\n".join(plain)
    return "\n\n".join(_without_tags(_decoded(part)) for part in given if part.kind == "text/html")


def _decoded(part: _Part) -> str:
    data = b"".join(part.lines)
    if part.encoding == "base64":
        try:
            data = base64.b64decode(data)
        except binascii.Error:
            raise InvalidInput("/", "cannot_decode") from None
    elif part.encoding == "quoted-printable":
        data = quopri.decodestring(data)
    elif part.encoding not in {"", "7bit", "8bit", "binary"}:
        raise InvalidInput("/", "cannot_decode")
    try:
        charset = codecs.lookup(part.charset).name
    except (LookupError, ValueError):
        charset = ""
    if not _CHARSET.fullmatch(charset):
        raise InvalidInput("/", "unknown_charset", name=part.charset[:40])
    return data.decode(charset, "replace")


def _without_tags(page: str) -> str:
    """The words of a page, in one pass: tags go, scripts and styles with what they hold, blocks begin a line."""
    begins, *pieces = page.split("<")
    kept, silent = [begins], ""
    for piece in pieces:
        tag, closed, words = piece.partition(">")
        name = _TAG.match(tag)
        if name is None or not closed:
            kept.append("" if silent or tag.startswith("!") else f"<{piece}")
            continue
        ends, called = bool(name[1]), name[2].lower()
        if silent:
            silent = "" if ends and called == silent else silent
        elif called in _SILENT and not ends:
            silent = called
        if called in _BLOCKS:
            kept.append("\n")
        kept.append("" if silent else words)
    return re.sub(r"[ \t]*\n\s*", "\n", html.unescape("".join(kept))).strip()
