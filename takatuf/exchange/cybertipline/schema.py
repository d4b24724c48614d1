"""Writes our own table as an XML Schema, for senders who want to check before they send."""

from functools import cache

from lxml import etree

from takatuf.exchange.cybertipline.table import Part, Shape, Table, table

_XS = "http://www.w3.org/2001/XMLSchema"
ROOTS = ("report", "fileDetails", "reportResponse", "reportDoneResponse")
_PLAIN = {
    "string": "string", "boolean": "boolean", "flag": "boolean", "double": "double", "int": "int", "long": "long",
    "pastDate": "date", "dateTime": "dateTime",
}  # fmt: skip
_ZONED = r".*(Z|[+\-][0-9]{2}:[0-9]{2})"


@cache
def write_schema() -> bytes:
    """An XML Schema 1.0 that says what this door takes and answers; not the publisher's, which we do not ship.

    What a schema cannot say stays with the door: no time in the future, what may not stand beside what.
    """
    known = table()
    root = etree.Element(f"{{{_XS}}}schema", nsmap={"xs": _XS}, version=known.version)
    note = _add(_add(root, "annotation"), "documentation")
    note.text = "Made from the receiver's own table. Annotations that are not named here are taken and kept."
    for name in ROOTS:
        _add(root, "element", name=name, type=name)
    for flag in _flags(known):
        _add(root, "element", name=flag, type="xs:boolean", fixed="true")
    _write_values(root, known)
    for name, shape in known.shapes.items():
        _write_shape(root, name, shape, known)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_XS}}}{tag}", attrib=attributes)


def _flags(known: Table) -> list[str]:
    """Annotations, as elements of their own: a type that is open to new names cannot list them beside a wildcard."""
    return sorted({part.name for shape in known.shapes.values() if shape.open for part in shape.elements})


def _write_values(root: etree._Element, known: Table) -> None:
    for name, choices in known.enumerations.items():
        _restrict(root, name, enumeration=sorted(choices))
    for name, pattern in known.patterns.items():
        _restrict(root, name, pattern=[pattern.pattern])
    _restrict(root, "filled", pattern=[r"\s*\S[\s\S]*"])
    _restrict(root, "pastDateTime", base="xs:dateTime", pattern=[_ZONED])
    _restrict(root, "age", base="xs:int", minInclusive=["0"], maxInclusive=["150"])
    _restrict(root, "port", base="xs:int", minInclusive=["1"], maxInclusive=["65535"])
    for kind, longest in sorted(_limits(known)):
        _restrict(root, f"{kind}{longest}", base=_type(kind), maxLength=[str(longest)])


def _restrict(root: etree._Element, name: str, *, base: str = "xs:string", **facets: list[str]) -> None:
    restriction = _add(_add(root, "simpleType", name=name), "restriction", base=base)
    for facet, values in facets.items():
        for value in values:
            _add(restriction, facet, value=value)


def _limits(known: Table) -> set[tuple[str, int]]:
    shapes = known.shapes.values()
    limits = {(part.type, part.longest) for shape in shapes for part in (*shape.elements, *shape.attributes)}
    limits |= {(shape.base, shape.longest) for shape in shapes if shape.content == "simple"}
    return {(kind, longest) for kind, longest in limits if longest}


def _type(kind: str, longest: int = 0) -> str:
    if longest:
        return f"{kind}{longest}"
    return f"xs:{_PLAIN[kind]}" if kind in _PLAIN else kind


def _write_shape(root: etree._Element, name: str, shape: Shape, known: Table) -> None:
    whole = _add(root, "complexType", name=name)
    holder = whole
    if shape.content == "simple":
        base = _type(shape.base, shape.longest)
        holder = _add(_add(whole, "simpleContent"), "extension", base=base)
    elif shape.open:
        group = _add(whole, "sequence")
        _add(group, "any", namespace="##local", processContents="lax", minOccurs="0", maxOccurs="unbounded")
    elif shape.content in ("sequence", "choice", "all"):
        group = _add(whole, shape.content)
        for part in shape.elements:
            _write_element(group, part, known)
    for part in shape.attributes:
        use = "required" if part.least else "optional"
        _add(holder, "attribute", name=part.name, type=_type(part.type, part.longest), use=use)


def _write_element(group: etree._Element, part: Part, known: Table) -> None:
    # The type of a part may bear its own limit; a shape's limit stands in the shape.
    longest = 0 if part.type in known.shapes else part.longest
    element = _add(group, "element", name=part.name, type=_type(part.type, longest))
    if part.type == "flag":
        element.set("fixed", "true")
    if part.least != 1:
        element.set("minOccurs", str(part.least))
    if part.most != 1:
        element.set("maxOccurs", "unbounded" if part.most is None else str(part.most))
