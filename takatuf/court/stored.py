"""Frozen values as JSON text and back: how sections and the drawn view lie, sealed, in the database."""

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

Value = TypeVar("Value")


def to_json(value: Any) -> str:
    """A dataclass of plain values, dates, ids, enumerations and tuples of them, as canonical JSON text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return value.isoformat() if isinstance(value, date) else str(value)


def from_json(kind: type[Value], text: str) -> Value:
    """The opposite of `to_json`. Parts that this version does not know are left out; new ones take their default."""
    value: Value = _read(kind, json.loads(text))
    return value


def _read(kind: Any, data: Any) -> Any:
    arguments = get_args(kind)
    if NoneType in arguments:
        return None if data is None else _read(next(part for part in arguments if part is not NoneType), data)
    if get_origin(kind) is tuple:
        return tuple(_read(arguments[0], item) for item in data)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        known = {field.name for field in fields(kind)} & data.keys()
        return kind(**{name: _read(hints[name], data[name]) for name in known})  # type: ignore[operator]
    if kind in (date, datetime):
        return kind.fromisoformat(data)
    return kind(data) if kind is UUID or issubclass(kind, Enum) else data
