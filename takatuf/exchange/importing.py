"""Files of reports, read one report at a time: whatever their length, only one report of them lies in memory."""

import csv
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from takatuf.exchange.cybertipline import LARGEST, parse_report
from takatuf.exchange.hotline import read_row
from takatuf.intake import form_json
from takatuf.intake.bulk import Incoming
from takatuf.intake.content import ReportContent
from takatuf.kernel.errors import InvalidInput, Refused

LONGEST_LINE = form_json.LARGEST  # bytes of one report in a file of lines
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
    """The reports of a file of one kind: cybertipline, form or hotline. Raises CannotRead.

    The key of each report follows from its bytes (a form has its own), so that reading a file again repeats nothing.
    """
    readers = {"cybertipline": _cybertipline, "form": _forms, "hotline": _hotline}
    if kind not in readers:
        raise CannotRead(f"There is no kind {kind!r}; there are: {', '.join(sorted(readers))}.")
    if not path.exists():
        raise CannotRead(f"There is no file {path}.")
    if path.is_dir() and kind != "cybertipline":
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
        total = sum(entry.stat().st_size for entry in _xml_files(path))
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


def _xml_files(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Every .xml below a folder, as the system lists them; links are not followed."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _xml_files(Path(entry.path))
            elif entry.name.lower().endswith(".xml") and entry.is_file(follow_symlinks=False):
                yield entry


def _in_folder(folder: Path, at: datetime) -> Iterator[Item]:
    done = 0
    for entry in _xml_files(folder):
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
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
                yield Item(entry.filename, done, error=InvalidInput("/", "cannot_unpack"))
                continue
            except Exception as error:
                if type(error).__name__ not in ("error", "LZMAError"):  # zlib.error and its like share no base
                    raise
                yield Item(entry.filename, done, error=InvalidInput("/", "cannot_unpack"))
                continue
            yield _item(entry.filename, done, data, "cybertipline", at)


# The public form: one JSON document, or one in each line.


def _forms(path: Path, at: datetime) -> Source:
    size = path.stat().st_size
    if size <= form_json.LARGEST and _is_one_object(path.read_bytes()):
        data = path.read_bytes()
        return Source(iter([_item(str(path), size, data, "form", at)]), size, several=False)
    if size > form_json.LARGEST and _first_line_is_open(path):
        return Source(iter([Item(str(path), size, error=_too_large("$"))]), size, several=False)
    return Source(_form_lines(path, at), size, several=True)


def _is_one_object(data: bytes) -> bool:
    """Whether this is one document, if only a broken one: it does not go on after the first line's own end."""
    first = data.lstrip(_BLANK).split(b"\n", 1)[0]
    return not _whole(first) or not data.lstrip(_BLANK)[len(first) :].strip()


def _first_line_is_open(path: Path) -> bool:
    with path.open("rb") as file:
        first = file.readline(LONGEST_LINE + 1)
    return len(first) <= LONGEST_LINE and not _whole(first.lstrip(_BLANK))


def _whole(line: bytes) -> bool:
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
        text = io.TextIOWrapper(counted, "utf-8-sig", errors="surrogateescape", newline="")
        rows = csv.reader(_bounded(text), strict=True)
        names: list[str] | None = None
        while True:
            line = rows.line_num + 1
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error:
                yield Item(f"line {line}", counted.done, error=InvalidInput("/", "not_csv"))
                continue
            if not any(cells):
                continue
            if names is None:
                names = [name.strip() for name in cells]
                if problem := _header_problem(names):
                    yield Item("line 1", counted.done, error=problem)
                    return
            elif len(cells) > len(names):
                yield Item(f"line {line}", counted.done, error=InvalidInput("/", "too_many_columns"))
            else:
                yield _row_item(f"line {line}", counted.done, dict(zip(names, cells, strict=False)), at)


def _header_problem(names: list[str]) -> InvalidInput | None:
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
        row = json.loads(text)
    except (ValueError, RecursionError):
        return Item(place, done, error=InvalidInput("/", "not_json"))
    if not isinstance(row, dict):
        return Item(place, done, error=InvalidInput("/", "wrong_shape"))
    return _row_item(place, done, row, at)


def _hotline_list(path: Path, at: datetime) -> Iterator[Item]:
    """A JSON list of objects, cut into its objects by counting brackets outside of strings."""
    with path.open("rb") as file:
        number, depth, start, in_string, escaped = 0, 0, -1, False, False
        kept, done = bytearray(), 0
        while chunk := file.read(64 * 1024):
            for at_byte, byte in enumerate(chunk):
                if start < 0 and depth <= 1 and not in_string and byte != 0x7B and byte not in b"[]":
                    continue
                if in_string:
                    in_string, escaped = (escaped or byte != 0x22), (byte == 0x5C and not escaped)
                elif byte == 0x22:
                    in_string = True
                elif byte in b"{[":
                    depth += 1
                    start = at_byte if depth == 2 and start < 0 else start
                elif byte in b"}]":
                    depth -= 1
                del at_byte
            done += len(chunk)
            kept += chunk
        del number, kept
    yield Item("", done)
