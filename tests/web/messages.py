"""What the code asks to be said, and what the message files say; for the tests of words."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

from takatuf.kernel.messages import Entry, read_entries

PACKAGE = Path(__file__).resolve().parents[2] / "takatuf"
ROOMS = sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists())
_NAMES = {
    "_": "plain", "gettext": "plain", "gettext_lazy": "plain", "gettext_noop": "plain", "ngettext": "counted",
    "ngettext_lazy": "counted", "pgettext": "in_context", "pgettext_lazy": "in_context",
}  # fmt: skip
_TEMPLATE_CALL = re.compile(
    r"""(?:\b|\s)(_|p?gettext|n?gettext)\((u?(?:'(?:\\.|[^'])*'|"(?:\\.|[^"])*")"""
    r"""(?:, *u?(?:'(?:\\.|[^'])*'|"(?:\\.|[^"])*"))?)"""
)


@dataclass(frozen=True)
class Asked:
    """A message that somebody asks for, and where."""

    key: tuple[str | None, str]
    where: str


def files(room: str, pattern: str) -> list[Path]:
    """A room's files of one kind, in a fixed order."""
    return sorted((PACKAGE / room).rglob(pattern))


def all_templates() -> list[Path]:
    """Every room's HTML templates."""
    return [path for room in ROOMS for path in files(room, "templates/**/*.html")]


def name_of(path: Path) -> str:
    """The path inside the package, for the names of tests."""
    return str(path.relative_to(PACKAGE))


def asked_by_template(path: Path) -> Iterator[Asked]:
    """The messages of one template."""
    for name, arguments in _TEMPLATE_CALL.findall(templatize(path.read_text(encoding="utf-8"))):
        values = ast.literal_eval(f"({arguments},)")
        if _NAMES[name] == "in_context":
            yield Asked((values[0], values[1].replace("%%", "%")), name_of(path))
        else:
            yield Asked((None, values[0]), name_of(path))


def asked_by_module(path: Path) -> Iterator[Asked]:
    """The messages of one Python module; names that are not literal are somebody else's constants."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _NAMES):
            continue
        texts = [value.value if isinstance(value, ast.Constant) else None for value in node.args]
        kind = _NAMES[node.func.id]
        if kind == "in_context" and len(texts) > 1 and isinstance(texts[1], str):
            yield Asked((str(texts[0]), texts[1]), f"{name_of(path)}:{node.lineno}")
        elif kind != "in_context" and texts and isinstance(texts[0], str):
            yield Asked((None, texts[0]), f"{name_of(path)}:{node.lineno}")


def asked_by_room(room: str) -> list[Asked]:
    """All messages of a room."""
    asked = [one for path in files(room, "templates/**/*.html") for one in asked_by_template(path)]
    return asked + [one for path in files(room, "*.py") for one in asked_by_module(path)]


def arabic_files() -> list[Path]:
    """The Arabic message file of every room that has one."""
    return [path for room in ROOMS for path in files(room, "locale/ar/LC_MESSAGES/django.po")]


def entries_of(path: Path) -> list[Entry]:
    """The messages of one file, without its header."""
    return [entry for entry in read_entries(path.read_text(encoding="utf-8"), name_of(path)) if entry.text]


def said_in_arabic() -> set[tuple[str | None, str]]:
    """Everything that has Arabic words, in any room: Django reads the files as one."""
    return {
        (entry.context, entry.text or "")
        for path in arabic_files()
        for entry in entries_of(path)
        if entry.translations and all(entry.translations.values()) and not entry.is_fuzzy
    }
