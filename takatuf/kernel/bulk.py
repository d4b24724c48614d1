"""Many rows by one statement: arrays in PostgreSQL's binary form, made at the speed of `bytes.join`.

Bulk writes are INSERT ... SELECT unnest(...): COPY and RETURNING are refused under row security with insert-only rights.
"""

import os
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import Cursor
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.pq import Format

_HEAD = struct.Struct(
    "!iiIii"
)  # dimensions, whether there are nulls, the elements' type, how many, from which on
_LENGTH, _SMALL, _BIG = struct.Struct("!i").pack, struct.Struct("!h").pack, struct.Struct("!q").pack
_NULL = _LENGTH(-1)
_FEW = 64
_POSTGRES_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

from takatuf.kernel.ids import time_bits


class Column:
    """The values of one column, already in binary form. `None` is NULL."""

    oid: ClassVar[int]
    array_oid: ClassVar[int]
    sql: ClassVar[str]
    __slots__ = ("data",)

    def __init__(self, values: Sequence[bytes | None]) -> None:
        given = [value for value in values if value is not None]
        nulls = len(given) < len(values)
        parts = _with_nulls(values) if nulls else _varied(given)
        self.data = _HEAD.pack(1, nulls, self.oid, len(values), 1) + parts


class Uuids(Column):
    """16 bytes each."""

    oid, array_oid, sql = 2950, 2951, "uuid"

    def __init__(self, values: Sequence[bytes]) -> None:
        self.data = _HEAD.pack(1, 0, self.oid, len(values), 1) + _fixed(values, 16)


class OptionalUuids(Column):
    """16 bytes each, or None."""

    oid, array_oid, sql = 2950, 2951, "uuid"


class Bytes(Column):
    """bytea."""

    oid, array_oid, sql = 17, 1001, "bytea"


class Texts(Column):
    """text, from UTF-8 bytes or str."""

    oid, array_oid, sql = 25, 1009, "text"

    def __init__(self, values: Sequence[str]) -> None:
        distinct = set(values)
        if len(distinct) < _FEW:  # most columns of words hold one of a few
            written = {value: _one(value.encode()) for value in distinct}
            parts = b"".join([written[value] for value in values])
        else:
            parts = _varied(list(map(str.encode, values)))
        self.data = _HEAD.pack(1, 0, self.oid, len(values), 1) + parts


class Smalls(Column):
    """smallint."""

    oid, array_oid, sql = 21, 1005, "smallint"

    def __init__(self, values: Sequence[int]) -> None:
        self.data = _HEAD.pack(1, 0, self.oid, len(values), 1) + _fixed(list(map(_SMALL, values)), 2)


class Bigs(Column):
    """bigint."""

    oid, array_oid, sql = 20, 1016, "bigint"

    def __init__(self, values: Sequence[int]) -> None:
        self.data = _HEAD.pack(1, 0, self.oid, len(values), 1) + _fixed(list(map(_BIG, values)), 8)


class Times(Column):
    """timestamptz, from aware times."""

    oid, array_oid, sql = 1184, 1185, "timestamptz"

    def __init__(self, values: Sequence[datetime]) -> None:
        written = {value: _BIG(_microseconds(value)) for value in set(values)}
        packed = [written[value] for value in values]
        self.data = _HEAD.pack(1, 0, self.oid, len(values), 1) + _fixed(packed, 8)


class OptionalTimes(Column):
    """timestamptz, from aware times or None."""

    oid, array_oid, sql = 1184, 1185, "timestamptz"

    def __init__(self, values: Sequence[datetime | None]) -> None:
        super().__init__([None if value is None else _BIG(_microseconds(value)) for value in values])


def _one(value: bytes) -> bytes:
    return _LENGTH(len(value)) + value


def _varied(values: Sequence[bytes]) -> bytes:
    """Each value after its length; nothing here runs for each of them in Python."""
    sizes = list(map(len, values))
    if sizes and min(sizes) == max(sizes):
        return _fixed(values, sizes[0])
    parts = [b""] * (2 * len(values))
    parts[::2], parts[1::2] = map(_LENGTH, sizes), values
    return b"".join(parts)


def _with_nulls(values: Sequence[bytes | None]) -> bytes:
    return b"".join([_NULL if value is None else _one(value) for value in values])


def _fixed(values: Sequence[bytes], size: int) -> bytes:
    prefix = _LENGTH(size)
    return prefix + prefix.join(values) if values else b""


def _microseconds(value: datetime) -> int:
    since = value - _POSTGRES_EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


class _ColumnDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Column) -> Buffer:
        return obj.data


def _dumper_of(kind: type[Column]) -> type[Dumper]:
    return type(f"{kind.__name__}Dumper", (_ColumnDumper,), {"oid": kind.array_oid})


_COLUMNS = (Uuids, OptionalUuids, Bytes, Texts, Smalls, Bigs, Times, OptionalTimes)
_DUMPERS = {kind: _dumper_of(kind) for kind in _COLUMNS}


class Bulk:
    """A cursor of the open transaction for many rows at once; parameters travel in binary form, in a pipeline.

    Django's own cursor writes parameters into the statement's text, which is slow for arrays of bytes.
    """

    def __init__(self, using: str = DEFAULT_DB_ALIAS) -> None:
        self._connection = connections[using]
        self._connection.ensure_connection()
        self._cursor: Cursor[Any] = Cursor(self._connection.connection)
        for kind, dumper in _DUMPERS.items():
            self._cursor.adapters.register_dumper(kind, dumper)

    @contextmanager
    def pipeline(self) -> Iterator[None]:
        """Send what follows without waiting for each answer; an error shows at the end."""
        with self._connection.wrap_database_errors, self._connection.connection.pipeline():
            yield

    def execute(self, statement: str, parameters: Sequence[object]) -> None:
        """Run a statement written in the code."""
        with self._connection.wrap_database_errors:
            self._cursor.execute(statement.encode(), parameters, binary=True)

    def fetchall(self) -> list[Any]:
        """The rows of the last statement."""
        return self._cursor.fetchall()

    @property
    def rowcount(self) -> int:
        """How many rows the last statement touched."""
        return self._cursor.rowcount

    def insert(self, table: str, columns: Mapping[str, object], *, also: str = "") -> None:
        """Insert the rows whose columns are given: a Column has a value for each row, anything else is the same in all.

        A value may be `(expression, Column)`, where the expression names the element as `{}`: `("{}::jsonb", Texts(...))`.
        Names of tables and columns come from the code, never from input. `also` ends the statement (ON CONFLICT ...).
        """
        chosen: list[str] = []
        arrays: list[str] = []
        parameters: list[Column] = []
        same: list[object] = []
        for value in columns.values():
            expression, column = value if isinstance(value, tuple) else ("{}", value)
            if isinstance(column, Column):
                alias = f"c{len(arrays)}"
                chosen.append(expression.format(f"u.{alias}"))
                arrays.append(f"unnest(%s::{column.sql}[]) AS {alias}")
                parameters.append(column)
            else:
                chosen.append("%s")
                same.append(column)
        quoted = ", ".join(f'"{name}"' for name in columns)
        # Side by side in a list of what is selected, arrays are read as they go; as a table, each is written out whole first.
        self.execute(
            f"INSERT INTO {table} ({quoted}) SELECT {', '.join(chosen)}"  # noqa: S608 - names from the code
            f" FROM (SELECT {', '.join(arrays)}) AS u {also}",
            [*same, *parameters],
        )


def uuid7_bytes(count: int) -> list[bytes]:
    """So many new ids of version 7 as 16 bytes each, from one draw of randomness, in ascending order.

    Ascending, because rows that lie near each other in an index are written with fewer pages.
    """
    drawn = bytearray(os.urandom(16 * count))
    for place, byte in enumerate(time_bits().to_bytes(8, "big")):
        drawn[place::16] = bytes((byte,)) * count
    drawn[8::16] = drawn[8::16].translate(_VARIANT)
    made = bytes(drawn)
    return sorted([made[start : start + 16] for start in range(0, 16 * count, 16)])


class Ids:
    """New ids as `uuid7_bytes` makes them, drawn many at a time: for what has several ids a row, each above the one before."""

    __slots__ = ("_at_once", "_drawn")

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._drawn: Iterator[bytes] = iter(())

    def next(self) -> bytes:
        """An id that was not given out before."""
        found = next(self._drawn, None)
        if found is None:
            self._drawn = iter(uuid7_bytes(self._at_once))
            found = next(self._drawn)
        return found


_VARIANT = bytes(0x80 | byte & 0x3F for byte in range(256))


def uuid_text(value: bytes) -> str:
    """The 16 bytes of an id as text."""
    text = value.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
