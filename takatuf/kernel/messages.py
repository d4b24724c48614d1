"""Message files (.po) read, and compiled to what gettext loads (.mo), in pure Python, so that GNU gettext is not needed."""

import ast
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

MAGIC = 0x950412DE
KEYWORDS = ("msgctxt", "msgid_plural", "msgid", "msgstr")  # the longer before its beginning


class BadMessages(Exception):
    """A catalogue that cannot be compiled; says where."""


@dataclass
class Entry:
    """One message as it stands in the file."""

    line: int
    is_fuzzy: bool = False
    context: str | None = None
    text: str | None = None
    plural: str | None = None
    translations: dict[int, str] = field(default_factory=dict)

    def pair(self) -> tuple[str, str] | None:
        """Key and value of the compiled file; None for what is not, or not wholly, translated."""
        if self.text is None or (self.is_fuzzy and self.text):
            return None
        forms = [self.translations.get(index, "") for index in range(max(self.translations, default=0) + 1)]
        if not all(forms):
            return None
        key = self.text if self.plural is None else f"{self.text}\0{self.plural}"
        return (key if self.context is None else f"{self.context}\x04{key}"), "\0".join(forms)


def read_entries(text: str, name: str) -> Iterator[Entry]:
    """The entries of a .po file, the header (empty text) first when it is there."""
    entry, target = Entry(1), ""
    is_fuzzy = False
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            is_fuzzy = is_fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        if not line.startswith('"'):
            keyword = next((word for word in KEYWORDS if line.startswith(word)), None)
            if keyword is None:
                raise BadMessages(f"{name}:{number}: neither a keyword nor a text.")
            begins = keyword == "msgctxt" or (keyword == "msgid" and entry.text is not None)
            if begins and (entry.text is not None or entry.context is not None):
                yield entry
                entry = Entry(number)
            if keyword in {"msgctxt", "msgid"}:
                entry.is_fuzzy, is_fuzzy = entry.is_fuzzy or is_fuzzy, False
            target, line = _split(line, keyword)
        _append(entry, target, _literal(line, f"{name}:{number}"))
    if entry.text is not None:
        yield entry


def _split(line: str, keyword: str) -> tuple[str, str]:
    head, _, rest = line.partition('"')
    return head.strip() or keyword, '"' + rest


def _literal(line: str, where: str) -> str:
    try:
        value = ast.literal_eval(line)
    except (SyntaxError, ValueError) as error:
        raise BadMessages(f"{where}: the text is not closed or has a wrong escape.") from error
    return str(value)


def _append(entry: Entry, target: str, value: str) -> None:
    if target == "msgctxt":
        entry.context = (entry.context or "") + value
    elif target == "msgid":
        entry.text = (entry.text or "") + value
    elif target == "msgid_plural":
        entry.plural = (entry.plural or "") + value
    else:
        index = int(target[len("msgstr[") : -1]) if target.startswith("msgstr[") else 0
        entry.translations[index] = entry.translations.get(index, "") + value


def compiled(text: str, name: str) -> bytes:
    """The .mo file's bytes. Raises BadMessages for a text given twice or a wrong number of plural forms."""
    pairs: dict[str, str] = {}
    forms = None
    for entry in read_entries(text, name):
        if entry.text == "" and entry.context is None:
            header = entry.translations.get(0, "")
            forms = int(header.split("nplurals=")[1].split(";")[0]) if "nplurals=" in header else None
        elif entry.plural is not None and entry.translations and len(entry.translations) != forms:
            raise BadMessages(
                f"{name}:{entry.line}: {len(entry.translations)} plural forms; the header says {forms}."
            )
        pair = entry.pair()
        if pair is None:
            continue
        if pair[0] in pairs:
            raise BadMessages(f"{name}:{entry.line}: {entry.text!r} is there twice.")
        pairs[pair[0]] = pair[1]
    return packed(pairs)


def packed(pairs: dict[str, str]) -> bytes:
    """The .mo file's bytes of these keys and values, as `Entry.pair` gives them."""
    return _pack(sorted((key.encode(), value.encode()) for key, value in pairs.items()))


def keys_in(content: bytes) -> list[str]:
    """The keys of a compiled file that `compiled` made."""
    count, table = struct.unpack_from("<II", content, 8)
    places = [struct.unpack_from("<II", content, table + 8 * number) for number in range(count)]
    return [content[place : place + length].decode() for length, place in places]


def _pack(pairs: list[tuple[bytes, bytes]]) -> bytes:
    """Header, table of keys, table of values (length and offset each), then the texts, each closed by a zero."""
    keys_at, values_at = 28, 28 + 8 * len(pairs)
    place = 28 + 16 * len(pairs)
    tables, texts = [], []
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[column]), place))
            texts.append(pair[column] + b"\0")
            place += len(pair[column]) + 1
    head = struct.pack("<7I", MAGIC, 0, len(pairs), keys_at, values_at, 0, place)
    return head + b"".join(tables) + b"".join(texts)
