"""Files of reports, read one report at a time: whatever their length, only one report of them lies in memory."""

import csv
import hashlib
import io
import json
import lzma
import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from takatuf.exchange.cybertipline import LARGEST, parse_report
from takatuf.exchange.gateways.contents import content_of
from takatuf.exchange.gateways.mail import read_mail
from takatuf.exchange.hotline import read_row
from takatuf.intake import form_json
from takatuf.intake.bulk import Incoming
from takatuf.intake.content import ReportContent
from takatuf.kernel.errors import InvalidInput, Refused
from takatuf.kernel.strict_json import marking_decoder, name_twice, read_marked

LONGEST_LINE = form_json.LARGEST  # bytes of one report in a file of lines
_CHUNK = 64 * 1024
_SEPARATORS = re.compile(r"[ \t\r\n,]*")
_CANNOT_UNPACK = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, NotImplementedError, OSError, EOFError, ValueError,
)  # fmt: skip
_BLANK = b"\xef\xbb\xbf \t\r\n"


class CannotRead(Refused):
    """The file or folder cannot be read, or is of no kind that is taken."""


@dataclass(frozen=True, slots=True)
class Item:
    """One report of a file, or what is wrong with it. `place` says where; `done` counts the bytes read until here."""

    place: str
    done: int
    size: int = 0
    incoming: Incoming | None = field(default=None, repr=False)
    error: InvalidInput | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A file or folder to be read: its reports, how many bytes they are in all, and whether there may be several."""

    items: Iterator[Item]
    total: int
    several: bool


def open_source(kind: str, path: Path, *, received_at: datetime) -> Source:
    """The reports of a file of one kind: cybertipline, form, hotline or email. Raises CannotRead.

    The key of each report follows from its bytes (a form has its own), so that reading a file again repeats nothing.
    """
    readers = {"cybertipline": _cybertipline, "form": _forms, "hotline": _hotline, "email": _emails}
    if kind not in readers:
        raise CannotRead(
            f"There is no kind {kind!r}; there are: {', '.join(sorted(readers))}; and primero, for cases."
        )
    if not path.exists():
        raise CannotRead(f"There is no file {path}.")
    if path.is_dir() and kind not in {"cybertipline", "email"}:
        raise CannotRead(f"{path} is a folder; of this kind one file is taken.")
    return readers[kind](path, received_at)


def _key(kind: str, data: bytes) -> str:
    return hashlib.sha256(kind.encode() + b"\0" + data).hexdigest()


def _item(place: str, done: int, data: bytes, kind: str, at: datetime) -> Item:
    try:
        if kind == "form":
            form = form_json.read_form(data)
            return Item(place, done, len(data), Incoming(form.content, form.key))
        content = parse_report(data, received_at=at)
        return Item(place, done, len(data), Incoming(content, _key(kind, data)))
    except InvalidInput as error:
        return Item(place, done, len(data), error=error)


# CyberTipline: one document in a file, or many in a folder or in a zip.


def _cybertipline(path: Path, at: datetime) -> Source:
    if path.is_dir():
        total = sum(entry.stat().st_size for entry in _files(path, ".xml"))
        return Source(_in_folder(path, at), total, several=True)
    if zipfile.is_zipfile(path):
        try:
            archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise CannotRead(f"{path} is no zip that can be read.") from error
        return Source(_in_zip(archive, at), sum(each.file_size for each in archive.infolist()), several=True)
    return Source(_in_file(path, at), path.stat().st_size, several=False)


def _in_file(path: Path, at: datetime) -> Iterator[Item]:
    with path.open("rb") as file:
        yield _item(str(path), path.stat().st_size, file.read(LARGEST + 1), "cybertipline", at)


def _files(folder: Path, ending: str) -> Iterator[os.DirEntry[str]]:
    """Every file of this ending below a folder, as the system lists them; links are not followed."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(Path(entry.path), ending)
            elif entry.name.lower().endswith(ending) and entry.is_file(follow_symlinks=False):
                yield entry


def _in_folder(folder: Path, at: datetime) -> Iterator[Item]:
    done = 0
    for entry in _files(folder, ".xml"):
        with open(entry.path, "rb") as file:
            data = file.read(LARGEST + 1)
        done += entry.stat().st_size
        yield _item(os.path.relpath(entry.path, folder), done, data, "cybertipline", at)


def _in_zip(archive: zipfile.ZipFile, at: datetime) -> Iterator[Item]:
    done = 0
    with archive:
        for entry in archive.infolist():
            done += entry.file_size
            if entry.is_dir() or not entry.filename.lower().endswith(".xml"):
                continue
            try:
                with archive.open(entry) as file:
                    data = file.read(LARGEST + 1)  # however much an entry would unpack to
            except _CANNOT_UNPACK:
                yield Item(entry.filename, done, error=InvalidInput("/", "cannot_unpack"))
                continue
            yield _item(entry.filename, done, data, "cybertipline", at)


# E-mail: one message in a file, or many in a folder.


def _emails(path: Path, at: datetime) -> Source:
    del at  # an e-mail is received when it is read in
    if not path.is_dir():
        size = path.stat().st_size
        return Source(iter([_email(str(path), size, path)]), size, several=False)
    total = sum(entry.stat().st_size for entry in _files(path, ".eml"))
    return Source(_emails_in(path), total, several=True)


def _emails_in(folder: Path) -> Iterator[Item]:
    done = 0
    for entry in _files(folder, ".eml"):
        done += entry.stat().st_size
        yield _email(os.path.relpath(entry.path, folder), done, Path(entry.path))


def _email(place: str, done: int, path: Path) -> Item:
    try:
        with path.open("rb") as file:
            mail = read_mail(file)
    except InvalidInput as error:
        return Item(place, done, error=error)
    incoming = Incoming(content_of(mail.message, channel="email"), _key("email", mail.digest.encode()))
    return Item(place, done, len(mail.message.text), incoming)


# The public form: one JSON document, or one in each line.


def _forms(path: Path, at: datetime) -> Source:
    size = path.stat().st_size
    if _is_in_lines(path):
        return Source(_form_lines(path, at), size, several=True)
    return Source(_one_form(path, size, at), size, several=False)


def _one_form(path: Path, size: int, at: datetime) -> Iterator[Item]:
    with path.open("rb") as file:
        yield _item(str(path), size, file.read(form_json.LARGEST + 1), "form", at)


def _is_in_lines(path: Path) -> bool:
    """By its name, or because one of its first two lines is a whole document and does not stand alone."""
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return True
    with path.open("rb") as file:
        lines = [file.readline(LONGEST_LINE + 1) for _ in range(2)]
    return bool(lines[1].strip()) and any(_is_whole(line.strip(_BLANK)) for line in lines)


def _is_whole(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _form_lines(path: Path, at: datetime) -> Iterator[Item]:
    for number, line, done in _lines(path):
        if line is None:
            yield Item(f"line {number}", done, error=_too_large("$"))
        elif line.strip(_BLANK):
            yield _item(f"line {number}", done, line, "form", at)


def _lines(path: Path) -> Iterator[tuple[int, bytes | None, int]]:
    """Number, line and bytes read until its end; None for a line that is longer than any report."""
    done = 0
    with path.open("rb") as file:
        for number in _numbers():
            line = file.readline(LONGEST_LINE + 1)
            if not line:
                return
            done += len(line)
            too_long = len(line) > LONGEST_LINE
            while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE + 1)
                done += len(line)
            yield number, None if too_long else line, done


def _numbers() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number


def _too_large(path: str) -> InvalidInput:
    return InvalidInput(path, "too_large", limit=LONGEST_LINE)


# A hotline's list: CSV with names in the first row, a JSON list, or one JSON object in each line.


def _hotline(path: Path, at: datetime) -> Source:
    with path.open("rb") as file:
        first = file.read(4096).lstrip(_BLANK)[:1]
    readers = {b"[": _hotline_list, b"{": _hotline_lines}
    return Source(readers.get(first, _hotline_csv)(path, at), path.stat().st_size, several=True)


def _row_item(place: str, done: int, row: Mapping[str, object], at: datetime) -> Item:
    text = json.dumps(row, sort_keys=True)
    try:
        content: ReportContent = read_row(row, received_at=at)
    except InvalidInput as error:
        return Item(place, done, len(text), error=error)
    return Item(place, done, len(text), Incoming(content, _key("hotline", text.encode())))


def _hotline_csv(path: Path, at: datetime) -> Iterator[Item]:
    with path.open("rb") as file:
        counted = _Counted(file)
        # Bytes that are no UTF-8 come through as lone surrogates, so that one such row does not end the reading.
        text = io.TextIOWrapper(io.BufferedReader(counted), "utf-8-sig", errors="surrogateescape", newline="")
        rows = _csv_rows(text)
        first = next(rows, None)
        if first is None:
            return
        names = [name.strip() for name in first[1] or ()]
        if problem := _header_problem(names):
            yield Item(first[0], counted.done, error=problem)
            return
        for place, cells in rows:
            yield _csv_item(place, counted.done, names, cells, at)


def _csv_rows(text: io.TextIOWrapper) -> Iterator[tuple[str, list[str] | None]]:
    """Place and cells of each row that is not blank; None for the cells of a row that is no CSV."""
    rows = csv.reader(_bounded(text), strict=True)
    while True:
        place = f"line {rows.line_num + 1}"
        try:
            cells = next(rows, None)
        except csv.Error:
            yield place, None
            continue
        if cells is None:
            return
        if any(cells):
            yield place, cells


def _csv_item(place: str, done: int, names: list[str], cells: list[str] | None, at: datetime) -> Item:
    if cells is None:
        return Item(place, done, error=InvalidInput("/", "not_csv"))
    if len(cells) > len(names):
        return Item(place, done, error=InvalidInput("/", "too_many_columns"))
    return _row_item(place, done, dict(zip(names, cells, strict=False)), at)


def _header_problem(names: list[str]) -> InvalidInput | None:
    if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in "".join(names)):
        return InvalidInput("/", "wrong_encoding")  # another encoding would only seem to lack its columns
    if "reference" not in names:
        return InvalidInput("/reference", "missing", name="reference")
    twice = next((name for name in names if names.count(name) > 1), None)
    return InvalidInput(f"/{twice[:60]}", "too_many", name=twice[:60], most=1) if twice is not None else None


def _bounded(text: io.TextIOWrapper) -> Iterator[str]:
    """Lines for the reader of CSV, in pieces where one has no end; that reader refuses a cell above its own limit."""
    while line := text.readline(LONGEST_LINE):
        yield line


class _Counted(io.RawIOBase):
    """A file that knows how much of it was read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        data = self._file.read(len(memoryview(buffer)))  # type: ignore[arg-type]
        memoryview(buffer)[: len(data)] = data  # type: ignore[arg-type]
        self.done += len(data)
        return len(data)


def _hotline_lines(path: Path, at: datetime) -> Iterator[Item]:
    for number, line, done in _lines(path):
        place = f"line {number}"
        if line is None:
            yield Item(place, done, error=_too_large("/"))
        elif line.strip(_BLANK):
            yield _json_row(place, done, line.strip(_BLANK), at)


def _json_row(place: str, done: int, text: bytes | str, at: datetime) -> Item:
    try:
        row = read_marked(text)
    except (ValueError, RecursionError):
        return Item(place, done, error=InvalidInput("/", "not_json"))
    return _row_of(place, done, row, at)


def _row_of(place: str, done: int, row: object, at: datetime) -> Item:
    if not isinstance(row, dict):
        return Item(place, done, error=InvalidInput("/", "wrong_shape"))
    if (twice := name_twice(row)) is not None:
        return Item(place, done, error=InvalidInput(twice.path.replace("$.", "/", 1), twice.code))
    return _row_item(place, done, row, at)


def _hotline_list(path: Path, at: datetime) -> Iterator[Item]:
    """A JSON list of objects, one at a time. After something that is no JSON the rest cannot be told apart."""
    decoder = marking_decoder()
    with path.open("rb") as file:
        counted = _Counted(file)
        text = io.TextIOWrapper(io.BufferedReader(counted), "utf-8-sig", errors="surrogateescape")
        buffer, position, number, ended = text.read(_CHUNK).lstrip()[1:], 0, 1, False
        while True:
            position = _SEPARATORS.match(buffer, position).end()  # type: ignore[union-attr]
            if buffer.startswith("]", position):
                return
            try:
                row, position = decoder.raw_decode(buffer, position)
            except (ValueError, RecursionError):
                if ended or len(buffer) - position > LONGEST_LINE:
                    yield Item(f"row {number}", counted.done, error=InvalidInput("/", "not_json"))
                    return
                more = text.read(_CHUNK)
                buffer, position, ended = buffer[position:] + more, 0, not more
                continue
            yield _row_of(f"row {number}", counted.done, row, at)
            number += 1
