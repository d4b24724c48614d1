"""Language packs: one message file (.po) adds a language to the public pages, without a line of Python.

A pack lies at FOLDER/CODE/LC_MESSAGES/django.po and translates the English sentences that the Arabic files translate. Two
lines of its header name it: `X-Language-Name: اردو` and `X-Direction: rtl` (or ltr). A third may say in which language
stands what it does not translate, `X-Otherwise: ar` (or en); without it that is Arabic for what is written from right to
left, else English, so that no page mixes directions. A context of `girl` or `boy` gives a wording of its own.
"""

import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from takatuf.kernel.languages import VOICES, Catalogue, add_language
from takatuf.kernel.messages import BadMessages, Entry, keys_in, packed, read_entries

PACKAGE = Path(__file__).resolve().parents[1]
OURS = ("ar", "en")
READABLE = 0o644
_CODE = re.compile(r"[a-z]{2}")  # what stands in addresses; the country's variants of a language are one here
_HEADER = re.compile(r"^([\w-]+):[ \t]*(.*)$", re.MULTILINE)
_FORMS = re.compile(r"nplurals=([1-6]); *plural=[^;]+")
#: What a translation must carry as its sentence does, or the page that fills it in would break or draw what it should not.
_CARRIED = re.compile(r"%\(\w+\)[a-z]|%%|%[a-z]|\{\w*\}|<[^>]*>")


class PackFault(Exception):
    """A pack that cannot be used; the sentence says which and why."""


@dataclass(frozen=True, slots=True)
class Pack:
    """One language of a pack: its code, its own name, how it is written, and its messages as gettext keeps them."""

    code: str
    name: str
    mirrored: bool
    otherwise: str
    forms: int
    messages: dict[str, str]
    left_out: tuple[str, ...]  # English sentences whose translation does not carry what they carry


def read_packs(folder: Path) -> tuple[Pack, ...]:
    """The packs of a folder, by their codes. Raises PackFault, with the file and what is wrong in it."""
    try:
        codes = sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name[0] != ".")
    except OSError as error:
        raise PackFault(f"the folder cannot be read ({folder}: {error.strerror}).") from error
    return tuple(_read(folder / code / "LC_MESSAGES" / "django.po", code) for code in codes)


def _read(path: Path, code: str) -> Pack:
    if not _CODE.fullmatch(code) or code in OURS:
        raise PackFault(f"{path}: a pack's folder is a language code of two letters, other than ar and en.")
    try:
        entries = list(read_entries(path.read_text(encoding="utf-8"), str(path)))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise PackFault(f"{path} cannot be read ({reason}).") from error
    except BadMessages as error:
        raise PackFault(str(error)) from error
    header = next(
        (one.translations.get(0, "") for one in entries if not one.text and one.context is None), ""
    )
    said = dict(_HEADER.findall(header))
    name, direction, forms = (
        said.get("X-Language-Name", "").strip(),
        said.get("X-Direction", ""),
        _FORMS.search(header),
    )
    if not name or direction not in {"rtl", "ltr"} or forms is None:
        raise PackFault(
            f"{path}: its header names X-Language-Name, X-Direction (rtl or ltr) and Plural-Forms (nplurals=...)."
        )
    otherwise = said.get("X-Otherwise", "ar" if direction == "rtl" else "en")
    if otherwise not in OURS:
        raise PackFault(f"{path}: X-Otherwise is ar or en.")
    messages, left_out = _messages(entries, int(forms.group(1)))
    messages[""] = f"Content-Type: text/plain; charset=UTF-8\nPlural-Forms: {forms.group(0)};\n"
    try:
        GNUTranslations(BytesIO(packed(messages)))
    except ValueError as error:
        raise PackFault(f"{path}: its Plural-Forms are no rule ({error}).") from error
    return Pack(code, name, direction == "rtl", otherwise, int(forms.group(1)), messages, tuple(left_out))


def _messages(entries: list[Entry], forms: int) -> tuple[dict[str, str], list[str]]:
    messages: dict[str, str] = {}
    left_out: list[str] = []
    for entry in entries:
        pair = entry.pair()
        if not entry.text or pair is None:
            continue
        if _carries(entry, forms):
            messages[pair[0]] = pair[1]
        else:
            left_out.append(entry.text)
    return messages, left_out


def _carries(entry: Entry, forms: int) -> bool:
    """Whether each form carries the same parts and marks as the sentence; a counted form may leave its number out."""
    sentences = [_carried(text) for text in (entry.text, entry.plural) if text is not None]
    if entry.plural is None:
        return _carried(entry.translations[0]) == sentences[0]
    widest = sentences[1]
    return len(entry.translations) == forms and all(
        _carried(form) <= widest for form in entry.translations.values()
    )


def _carried(text: str) -> Counter[str]:
    return Counter(_CARRIED.findall(text))


def compile_packs(packs: tuple[Pack, ...], *, into: Path) -> None:
    """Write what gettext loads, where it is not there yet; several processes may do it at once. Raises PackFault."""
    for pack in packs:
        target = into / pack.code / "LC_MESSAGES" / "django.mo"
        content = packed(dict(_otherwise(pack)) | pack.messages)
        try:
            if not target.exists() or target.read_bytes() != content:
                _write(target, content)
        except OSError as error:
            raise PackFault(f"{target} cannot be written ({error.strerror}).") from error


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(READABLE)  # a start as root drops to a user of its own, which reads it
    Path(name).replace(target)


def _otherwise(pack: Pack) -> Iterator[tuple[str, str]]:
    """For a pack that shows English where it has nothing: every sentence of the house as itself, before Arabic is asked."""
    if pack.otherwise != "en":
        return
    for path in sorted(PACKAGE.glob("*/locale/ar/LC_MESSAGES/django.mo")):
        for key in keys_in(path.read_bytes()):
            one, *many = key.rpartition("\x04")[2].split("\0")
            if one:
                yield (
                    key,
                    "\0".join([one, *many * (pack.forms - 1)] if many and pack.forms > 1 else many or [one]),
                )


def offer(packs: tuple[Pack, ...]) -> None:
    """Let texts that are data (questions, answers, advice) be shown in the languages of the packs."""
    for pack in packs:
        add_language(pack.code, Catalogue(find=_Find(pack.messages), otherwise=pack.otherwise))


@dataclass(frozen=True, slots=True)
class _Find:
    """Looks a sentence up in a pack, in a voice where one is named."""

    messages: dict[str, str]

    def __call__(self, english: str, voice: str) -> str:
        key = f"{voice}\x04{english}" if voice in VOICES else english
        return self.messages.get(key, "") if english else ""
