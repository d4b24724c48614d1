"""Styles mirror by themselves, load nothing from elsewhere, and can be read: every pair of colours is computed."""

import re
from pathlib import Path

import pytest

from tests.web.messages import PACKAGE, ROOMS, files, name_of

STYLES = [path for room in ROOMS for path in files(room, "static/**/*.css") if "vendor" not in path.parts]
SCRIPTS = [path for room in ROOMS for path in files(room, "static/**/*.js") if "vendor" not in path.parts]
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TOKENS = PACKAGE / "web" / "static" / "web" / "tokens.css"

TEXT_PAIRS = [
    ("ink", "white"), ("ink", "sand-50"), ("ink", "sand-100"), ("ink", "green-50"), ("ink", "green-100"),
    ("ink", "urgent-bg"), ("ink", "immediate-bg"), ("ink-2", "white"), ("ink-2", "sand-50"), ("ink-2", "sand-100"),
    ("ink-2", "green-50"), ("ink-2", "urgent-bg"), ("green-700", "white"), ("green-700", "sand-50"),
    ("green-700", "green-50"), ("green-700", "sand-100"), ("green-800", "white"), ("green-800", "green-50"),
    ("green-800", "sand-50"), ("green-900", "white"), ("white", "green-700"), ("white", "green-800"),
    ("white", "immediate"), ("immediate", "white"), ("immediate", "sand-50"), ("immediate", "green-50"),
    ("immediate", "immediate-bg"), ("urgent", "urgent-bg"), ("prompt", "prompt-bg"), ("standard", "standard-bg"),
    ("info", "info-bg"), ("green-800", "urgent-bg"),
]  # fmt: skip
#: Edges of fields, marks of focus, bars: three to one is enough (WCAG 1.4.11).
SHAPE_PAIRS = [
    ("edge", "white"), ("edge", "sand-50"), ("green-900", "white"), ("green-900", "sand-50"), ("glow", "green-800"),
    ("green-700", "white"), ("immediate", "white"), ("urgent", "white"), ("ink-2", "white"),
]  # fmt: skip


def _colours() -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", TOKENS.read_text(encoding="utf-8")))


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG's ratio, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture(params=STYLES, ids=name_of)
def rules(request: pytest.FixtureRequest) -> str:
    path: Path = request.param
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def test_contrast_of_black_on_white_is_twenty_one() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_is_readable_on_its_ground(text: str, ground: str) -> None:
    colours = _colours()

    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_shapes_are_seen_on_their_ground(shape: str, ground: str) -> None:
    colours = _colours()

    assert contrast(colours[shape], colours[ground]) >= 3


def test_directions_are_logical(rules: str) -> None:
    sides = re.findall(
        r"(?:margin|padding|border|inset|scroll-\w+)-(?:left|right)\b|border-(?:top|bottom)-(?:left|right)"
        r"|(?<![\w-])(?:left|right)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)|\bto (?:left|right)\b",
        rules,
    )

    assert not sides


def test_arabic_is_never_spaced_slanted_or_made_capital(rules: str) -> None:
    assert not re.findall(
        r"letter-spacing\s*:\s*+(?!normal)[^;]+|text-transform\s*:\s*uppercase|font-style\s*:\s*italic", rules
    )


def test_a_sign_that_the_page_mirrors_itself_is_written_once(rules: str) -> None:
    """Brackets and angles turn with the direction of the text: written turned for Arabic, they point the wrong way."""
    assert not re.findall(r"\[dir=rtl\][^{]*\{[^}]*content\s*:\s*\"[‹›«»<>()]", rules)


def test_nothing_is_loaded_from_elsewhere(rules: str) -> None:
    assert not re.findall(r"@import|data:|https?:|url\(\s*[\"']?//", rules)


def test_nothing_blinks(rules: str) -> None:
    assert not re.findall(r"@keyframes|animation\s*:\s*+(?!none)", rules)


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_scripts_make_no_markup_and_load_nothing_from_elsewhere(path: Path) -> None:
    source = re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert not re.findall(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|https?:", source
    )
