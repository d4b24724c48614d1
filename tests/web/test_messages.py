"""Every sentence that the code asks for has its Arabic, with six forms where it is counted."""

import re

import pytest
from django.utils.translation import gettext, override

from takatuf.triage.rulefile import file_values
from tests.web.messages import ROOMS, arabic_files, asked_by_room, entries_of, name_of, said_in_arabic

PLACE = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
HEADER = "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;"


def _places(text: str) -> set[str]:
    return {first or second for first, second in PLACE.findall(text)}


@pytest.mark.parametrize("room", ROOMS)
def test_every_message_of_the_room_has_arabic_words(room: str) -> None:
    said = said_in_arabic()

    missing = sorted(
        {f"{asked.where}: {asked.key[1]!r}" for asked in asked_by_room(room) if asked.key not in said}
    )

    assert not missing, "No Arabic for:\n" + "\n".join(missing)


@pytest.mark.parametrize("path", arabic_files(), ids=name_of)
def test_counted_messages_have_six_forms_and_the_same_places(path) -> None:
    text = path.read_text(encoding="utf-8")

    entries = entries_of(path)

    assert any(entry.plural for entry in entries) is False or HEADER in text
    for entry in entries:
        wanted = _places(f"{entry.text} {entry.plural or ''}")
        if entry.plural is not None:
            assert sorted(entry.translations) == list(range(6)), f"{entry.text!r} needs six forms"
        for form in entry.translations.values():
            assert _places(form) <= wanted, f"{form!r} names a part that {entry.text!r} does not have"
        if entry.plural is None:
            assert _places(entry.translations[0]) == wanted, f"{entry.text!r} loses a part in Arabic"


@pytest.mark.parametrize("path", arabic_files(), ids=name_of)
def test_arabic_uses_arabic_punctuation_and_no_lone_zero(path) -> None:
    for entry in entries_of(path):
        for form in entry.translations.values():
            plain = re.sub(r"<[^>]*>|%\(\w+\)[sd]", " ", form)
            assert not re.search(r"[\u0600-\u06ff]\s*[,;?]", plain), (
                f"Latin punctuation after Arabic in {form!r}"
            )
            assert "\u00b7" not in plain or not re.search("[\u0660-\u0669]", plain), (
                "a middle dot reads as a zero"
            )
            assert not re.search(r"(?<![\d.,:/])0(?![\d.,:/])", plain), f"a lone zero in {form!r}"


def test_the_same_words_have_one_arabic_in_every_room() -> None:
    """Django reads the files as one: where two rooms say a thing in two ways, one room's pages speak the other's words."""
    said: dict[tuple[str | None, str | None], dict[str, tuple[str, ...]]] = {}
    doubled = []
    for path in arabic_files():
        for entry in entries_of(path):
            rooms = said.setdefault((entry.context, entry.text), {})
            if name_of(path) in rooms:
                doubled.append(f"{name_of(path)}: {entry.text!r}")
            rooms[name_of(path)] = tuple(entry.translations[form] for form in sorted(entry.translations))

    differing = [f"{key}: {rooms}" for key, rooms in said.items() if len(set(rooms.values())) > 1]

    assert not doubled
    assert not differing, "Give one of them a context, or both the same words:\n" + "\n".join(differing)


def test_each_source_of_the_rule_of_triage_is_said_in_arabic() -> None:
    rules = file_values()
    named = ("gates", "factors", "holds", "levels")
    origins = {line["origin"] for part in named for line in rules[part]}

    with override("ar"):
        silent = sorted(origin for origin in origins if gettext(origin) == origin)

    assert origins
    assert silent == []
