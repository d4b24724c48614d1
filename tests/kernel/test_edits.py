"""Two edits of one thing, compared field by field."""

from hypothesis import given
from hypothesis import strategies as st

from takatuf.kernel.edits import Change, FieldChange, compare

TEXTS = st.sampled_from(["", "a", "b", "c"])
FIELDS = st.fixed_dictionaries({"name": TEXTS, "notes": TEXTS, "year": TEXTS})


def test_only_what_both_changed_asks_for_a_choice() -> None:
    changes = compare(
        old={"name": "a", "notes": "a", "year": "1", "sex": "x"},
        theirs={"name": "b", "notes": "b", "year": "1", "sex": "x"},
        mine={"name": "c", "notes": "a", "year": "2", "sex": "x"},
    )

    assert changes == [
        FieldChange("name", "a", "b", "c", Change.BOTH),
        FieldChange("notes", "a", "b", "a", Change.THEIRS),
        FieldChange("year", "1", "1", "2", Change.MINE),
    ]


def test_line_ends_of_a_browser_are_no_change() -> None:
    assert compare(old={"n": "a\nb"}, theirs={"n": "a\nb"}, mine={"n": "a\r\nb\r\n"}) == []


@given(old=FIELDS, theirs=FIELDS, mine=FIELDS)
def test_nothing_that_either_wrote_is_left_out(
    old: dict[str, str], theirs: dict[str, str], mine: dict[str, str]
) -> None:
    found = {change.name: change for change in compare(old=old, theirs=theirs, mine=mine)}

    for name, written in mine.items():
        if theirs[name] != old[name] or written != old[name]:
            assert (found[name].theirs, found[name].mine) == (theirs[name], written)
        else:
            assert name not in found
        needs = name in found and found[name].change is Change.BOTH
        assert needs == (len({old[name], theirs[name], written}) == 3)
