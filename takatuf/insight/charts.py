"""Charts of published tables, drawn on the server as SVG; without the extra `figures` there are none.

They are drawn once, when a release is made, from the published numbers alone: a hidden number is a word, never a bar.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi, override, pgettext

from takatuf.insight.dictionary import LANGUAGES, Dictionary, dictionary
from takatuf.insight.series import Series, series_of

Spec = dict[str, Any]
GREEN, INK, LINE, SAND = "#0f5c4d", "#1a2523", "#e6dfd1", "#8a6d1f"
FONT = "Plex Arabic, Plex Latin, sans-serif"
WIDTH, STEP, QUARTER = 170, 32, 70
SVG = "http://www.w3.org/2000/svg"
# What a drawing may hold: shapes, words and presentation attributes. Nothing that acts, links, or styles by CSS, so that the
# page's policy has nothing to refuse and nothing foreign can come in.
ELEMENTS = {"svg", "g", "path", "rect", "line", "text", "tspan"}
ATTRIBUTES = {
    "d", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "width", "height", "viewBox", "transform", "fill", "stroke",
    "stroke-width", "stroke-dasharray", "stroke-miterlimit", "opacity", "fill-opacity", "stroke-opacity", "text-anchor",
    "font-family", "font-size", "font-weight", "direction", "display",
}  # fmt: skip


def charts_are_there() -> bool:
    """Whether the extra `figures` is installed."""
    try:
        import altair  # noqa: F401
        import vl_convert  # noqa: F401
    except ImportError:
        return False
    return True


def draw_charts(
    published: Mapping[str, Any],
    earlier: Sequence[Mapping[str, Any]] = (),
    *,
    known: Dictionary | None = None,
) -> dict[str, dict[str, str]]:
    """Language -> table -> SVG; empty where the extra is not installed. Tables in which nothing is shown have none.

    `earlier` are the releases before it, the oldest first, for the totals over the quarters; `known` is the release's own
    dictionary, without it the present one.
    """
    if not charts_are_there():
        return {}
    known, drawn = known or dictionary(), {}
    for language in LANGUAGES:
        with override(language):
            specs = {
                table["table"]: _spec(table, known)
                for table in published["tables"]
                if table["table"] in known.tables
            }
            specs |= {
                trend_of(family): _trend(series_of([*earlier, published], family), family, known)
                for family in known.families
            }
            specs["monthly"] = _months(published.get("monthly"))
            drawn[language] = {name: _draw(spec) for name, spec in specs.items() if spec is not None}
    return drawn


def trend_of(family: str) -> str:
    """The name of the drawing of a family's totals over the quarters."""
    return f"trend:{family}"


def _trend(series: Series, family: str, known: Dictionary) -> Spec | None:
    """The totals of a family quarter by quarter, time in reading order; a break of the series is a dashed line before it."""
    if not any(total for _label, total in series):
        return None
    breaks = {one.quarter for one in known.breaks if known.tables[one.table].family == family}
    rows = [
        {"label": label.replace("-Q", "/"), "number": total or 0, "order": place, "text": _number(total), "break": label in breaks}
        for place, (label, total) in enumerate(series)
    ]  # fmt: skip
    return _columns(rows, mirrored=get_language_bidi())


def _months(monthly: Mapping[str, Any] | None) -> Spec | None:
    """The months of the series with noise, one below the other."""
    if monthly is None:
        return None
    rows = [
        {"label": month.replace("-", "/"), "number": number, "order": place, "text": f"{number:,}"}
        for place, (month, number) in enumerate(monthly["months"])
    ]
    return _bars(rows, mirrored=get_language_bidi())


def _number(value: int | None) -> str:
    if value is None:
        return pgettext("a number", "hidden")
    return f"{value:,}" if value else pgettext("a number", "none")


def _spec(table: Mapping[str, Any], known: Dictionary) -> Spec | None:
    """Bars of the columns' totals over the whole release, the longest word first in reading order; None for nothing."""
    totals: Sequence[int | None] = table["column_totals"] or [None] * len(table["columns"])
    if table["withheld"] or not table["total"] or all(not value for value in totals):
        return None
    words = known.tables[table["table"]].columns
    rows = [
        {"label": str(words.get(code, code)), "number": value or 0, "order": place, "text": _number(value)}
        for place, (code, value) in enumerate(zip(table["columns"], totals, strict=True))
    ]
    return _bars(rows, mirrored=get_language_bidi())


def _bars(rows: Sequence[Mapping[str, Any]], *, mirrored: bool) -> Spec:
    import altair as alt

    # Charts hold a few rows; the limit is for data sets.
    base = alt.Chart(alt.InlineData(values=list(rows)), width=WIDTH, height=alt.Step(STEP)).encode(
        y=alt.Y(
            "label:N", sort=alt.EncodingSortField("order"), title=None, axis=_axis(alt, mirrored=mirrored)
        ),
        x=alt.X("number:Q", title=None, axis=None, scale=alt.Scale(reverse=mirrored, nice=True)),
    )
    bars = base.mark_bar(color=GREEN, height=18)
    numbers = base.mark_text(
        align="right" if mirrored else "left", dx=-6 if mirrored else 6, fontSize=14, color=INK, font=FONT
    ).encode(text="text:N")
    return _whole(bars + numbers)


def _columns(rows: Sequence[Mapping[str, Any]], *, mirrored: bool) -> Spec:
    """Upright bars over time, which runs in reading order."""
    import altair as alt

    words = [row["label"] for row in rows]
    base = alt.Chart(alt.InlineData(values=list(rows)), width=alt.Step(QUARTER), height=120).encode(
        x=alt.X(
            "label:N", sort=words[::-1] if mirrored else words, title=None,
            axis=alt.Axis(
                labelAngle=0, labelFontSize=13, labelColor=INK, labelLimit=0, ticks=False, domainColor=LINE, labelFont=FONT,
                labelPadding=6,
            ),
        ),
        y=alt.Y("number:Q", title=None, axis=None),
    )  # fmt: skip
    bars = base.mark_bar(color=GREEN, width=34)
    numbers = base.mark_text(dy=-9, fontSize=13, color=INK, font=FONT).encode(text="text:N")
    breaks = base.transform_filter("datum.break").mark_rule(color=SAND, strokeDash=[4, 4], strokeWidth=2).encode(
        y=alt.value(0), y2=alt.value(120), xOffset=alt.value(QUARTER if mirrored else 0)
    )  # fmt: skip
    return _whole(bars + numbers + breaks)


def _whole(layers: Any) -> Spec:
    """What every drawing shares."""
    found = layers.configure(
        background="transparent", font=FONT, padding={"left": 40, "right": 40, "top": 18, "bottom": 4},
        view={"stroke": "transparent"},
    )  # fmt: skip
    return dict(found.to_dict())


def _axis(alt: Any, *, mirrored: bool) -> Any:
    return alt.Axis(
        orient="right" if mirrored else "left", labelFontSize=14, labelColor=INK, labelLimit=0, labelPadding=8, ticks=False,
        domainColor=LINE, labelFont=FONT,
    )  # fmt: skip


def _draw(spec: Spec) -> str:
    import vl_convert

    return safe_svg(vl_convert.vegalite_to_svg(spec))


def safe_svg(text: str) -> str:
    """The drawing with nothing in it but shapes and words, by the lists above; its size follows the page.

    The words keep their order whatever surrounds them: the drawing itself runs left to right.
    """
    root = ET.fromstring(text)  # noqa: S314 - drawn by our own process a moment ago
    _clean(root)
    root.attrib.pop("fill", None)
    root.set("direction", "ltr")
    ET.register_namespace("", SVG)
    return ET.tostring(root, encoding="unicode")


def trusted_drawing(text: str) -> SafeString | str:
    """A stored drawing as part of a page; it was cleaned when it was drawn, and is held to the lists once more."""
    return mark_safe(safe_svg(text)) if text else ""  # noqa: S308 - only listed shapes, words and attributes are in it


def _clean(element: ET.Element) -> None:
    for name in list(element.attrib):
        if name not in ATTRIBUTES:
            del element.attrib[name]
    for child in list(element):
        if child.tag.removeprefix(f"{{{SVG}}}") not in ELEMENTS or child.get("display") == "none":
            element.remove(child)
        else:
            _clean(child)
