"""Holds a document against the table of elements; every problem names its path."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from takatuf.exchange.cybertipline.table import Part, Shape, Table, table
from takatuf.exchange.cybertipline.values import problem_with
from takatuf.kernel.errors import InvalidInput

_ABOUT_SCHEMAS = (
    "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation",
    "{http://www.w3.org/2001/XMLSchema-instance}noNamespaceSchemaLocation",
)
_OPEN_LIMIT = 3000  # characters of an annotation that we do not know
MOST_NAMED = 20  # values that a sentence can name


@dataclass(frozen=True, slots=True)
class _Check:
    table: Table
    received_at: datetime


def problems(root: etree._Element, *, received_at: datetime, kind: str = "report") -> Iterator[InvalidInput]:
    """All problems of a document (`report` or `fileDetails`) in reading order; none means that it may be taken."""
    if root.tag != kind:
        yield InvalidInput(f"/{_name(root)}", "unknown_element", name=_name(root))
        return
    check = _Check(table(), received_at)
    yield from _shape_problems(root, check.table.shapes[kind], f"/{kind}", check)


def _shape_problems(
    element: etree._Element, shape: Shape, path: str, check: _Check
) -> Iterator[InvalidInput]:
    yield from _attribute_problems(element, shape, path, check)
    if shape.content == "simple":
        yield from _value_problems(element, shape.base, shape.longest, path, check)
        return
    if _loose_text(element, empty=shape.content == "empty"):
        yield InvalidInput(path, "text_between_elements")
    order = {"sequence": _sequence_problems, "choice": _choice_problems, "all": _all_problems}
    if shape.content in order:
        yield from order[shape.content](element, shape, path)
    elif len(element):
        yield InvalidInput(path, "must_be_empty")
    yield from _exclusion_problems(element, shape, path)
    yield from _child_problems(element, shape, path, check)


def _child_problems(
    element: etree._Element, shape: Shape, path: str, check: _Check
) -> Iterator[InvalidInput]:
    for child, at in with_paths(element, path):
        part = shape.element(str(child.tag))
        if part is None:
            yield from _open_problems(child, at) if shape.open else ()
        elif part.type in check.table.shapes:
            yield from _shape_problems(child, check.table.shapes[part.type], at, check)
        else:
            yield from _attribute_problems(child, None, at, check)
            yield from _value_problems(child, part.type, part.longest, at, check)


def _sequence_problems(element: etree._Element, shape: Shape, path: str) -> Iterator[InvalidInput]:
    reached = 0
    for child, at in with_paths(element, path):
        position = shape.places.get(str(child.tag))
        if position is None:
            yield InvalidInput(at, "unknown_element", name=_name(child))
            continue
        if position < reached:
            yield InvalidInput(at, "wrong_order", name=_name(child), before=shape.elements[reached].name)
        reached = max(reached, position)
    yield from _count_problems(element, shape.elements, path)


def _choice_problems(element: etree._Element, shape: Shape, path: str) -> Iterator[InvalidInput]:
    for child, at in with_paths(element, path):
        if shape.element(str(child.tag)) is None:
            yield InvalidInput(at, "unknown_element", name=_name(child))
    if len(element) != 1:
        yield InvalidInput(path, "exactly_one_of", count=len(element))


def _all_problems(element: etree._Element, shape: Shape, path: str) -> Iterator[InvalidInput]:
    for child, at in with_paths(element, path):
        if shape.element(str(child.tag)) is None and not shape.open:
            yield InvalidInput(at, "unknown_element", name=_name(child))
    yield from _count_problems(element, shape.elements, path)


def _count_problems(element: etree._Element, parts: tuple[Part, ...], path: str) -> Iterator[InvalidInput]:
    counts = Counter(str(child.tag) for child in element)
    for part in parts:
        if counts[part.name] < part.least:
            yield InvalidInput(f"{path}/{part.name}", "missing", name=part.name)
        if part.most is not None and counts[part.name] > part.most:
            yield InvalidInput(
                f"{path}/{part.name}[{part.most + 1}]", "too_many", name=part.name, most=part.most
            )


def _exclusion_problems(element: etree._Element, shape: Shape, path: str) -> Iterator[InvalidInput]:
    for name, value, others in shape.excludes:
        found = element.find(name)
        if found is None or (value and (found.text or "") != value):
            continue
        for other in others:
            if element.find(other) is not None:
                yield InvalidInput(f"{path}/{other}", "not_beside", name=other, beside=value or name)


def _open_problems(element: etree._Element, path: str) -> Iterator[InvalidInput]:
    """A name that is newer than our table is kept, as long as it is one short value."""
    if len(element):
        yield InvalidInput(path, "unknown_element", name=_name(element))
    elif len(element.text or "") > _OPEN_LIMIT:
        yield InvalidInput(path, "too_long", longest=_OPEN_LIMIT)


def _attribute_problems(
    element: etree._Element, shape: Shape | None, path: str, check: _Check
) -> Iterator[InvalidInput]:
    parts = shape.attributes if shape else ()
    for name, value in element.attrib.items():
        part = next((part for part in parts if part.name == name), None)
        if part is None:
            if name not in _ABOUT_SCHEMAS:
                yield InvalidInput(
                    f"{path}/@{_local(str(name))}", "unknown_attribute", name=_local(str(name))
                )
        elif code := problem_with(str(value), part.type, table=check.table, received_at=check.received_at):
            yield InvalidInput(f"{path}/@{part.name}", code, **_allowed(code, part.type, check))
        elif part.longest and len(str(value)) > part.longest:
            yield InvalidInput(f"{path}/@{part.name}", "too_long", longest=part.longest)
    for part in parts:
        if part.least and part.name not in element.attrib:
            yield InvalidInput(f"{path}/@{part.name}", "missing", name=part.name)


def _value_problems(
    element: etree._Element, kind: str, longest: int, path: str, check: _Check
) -> Iterator[InvalidInput]:
    if len(element):
        yield InvalidInput(f"{path}/{_name(element[0])}", "unknown_element", name=_name(element[0]))
        return
    text = element.text or ""
    if longest and len(text) > longest:
        yield InvalidInput(path, "too_long", longest=longest)
    elif code := problem_with(text, kind, table=check.table, received_at=check.received_at):
        yield InvalidInput(path, code, **_allowed(code, kind, check))


def _allowed(code: str, kind: str, check: _Check) -> dict[str, str | int]:
    """What would be right, for the sentence; a list that is too long for one is left out."""
    if code == "not_one_of" and len(values := check.table.enumerations[kind]) <= MOST_NAMED:
        return {"names": ", ".join(sorted(values))}
    ranges: dict[str, dict[str, str | int]] = {
        "age": {"low": 0, "high": 150},
        "port": {"low": 1, "high": 65535},
    }
    return ranges.get(kind, {}) if code == "out_of_range" else {}


def with_paths(element: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
    """Each child with its path; the second and later of a name carry their number."""
    seen: dict[str, int] = {}
    for child in element:
        name = _name(child)
        number = seen[name] = seen.get(name, 0) + 1
        yield child, f"{path}/{name}[{number}]" if number > 1 else f"{path}/{name}"


def walk(element: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
    """An element and all below it, each with its path. lxml's own getpath counts siblings anew for each of them."""
    yield element, path
    if len(element):
        for child, at in with_paths(element, path):
            yield from walk(child, at)


def _loose_text(element: etree._Element, *, empty: bool) -> bool:
    texts = [element.text, *(child.tail for child in element)]
    return any(text and (empty or text.strip(" \t\r\n")) for text in texts)


def _name(element: etree._Element) -> str:
    return _local(str(element.tag))


def _local(name: str) -> str:
    """The name without its namespace, cut so that an error stays a short sentence."""
    return name.rpartition("}")[2][:80]
