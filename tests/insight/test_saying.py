"""Sentences of published tables: a zero in words, nothing of hidden numbers, and how long without a word for "later"."""

from typing import Any

import pytest
from django.utils.translation import override

from takatuf.insight.dictionary import dictionary
from takatuf.insight.queries import row_words
from takatuf.insight.saying import sentence_of


def _said(code: str, *lines: dict[str, int | None], totals: dict[str, int | None] | None = None) -> str:
    defined = dictionary().tables[code]
    columns = list(defined.columns)
    cells = [[line.get(column, 0) for column in columns] for line in lines]
    whole = totals or {column: sum(line.get(column) or 0 for line in lines) for column in columns}
    table: dict[str, Any] = {
        "withheld": False, "columns": columns, "rows": [f"2026-Q{place + 1}" for place in range(len(lines))], "cells": cells,
        "row_totals": [sum(20 if value is None else value for value in line) for line in cells], "base": 5, "minimum": 10,
        "column_totals": [whole.get(column, 0) for column in columns], "total": sum(20 if value is None else value for line in cells for value in line),
    }  # fmt: skip
    with override("en"):
        return sentence_of(table, defined, row_words)


def test_a_share_of_nothing_is_said_and_a_zero_is_a_word() -> None:
    assert (
        _said("reports_by_reporter", {"parent": 40})
        == "In Quarter 1 of 2026 no report came from children themselves."
    )
    assert (
        _said("feedback_given", {"no_mailbox": 40})
        == "In Quarter 1 of 2026 there was nothing of which a share could be said."
    )
    assert "about 0.2% of reports" in _said("reports_by_reporter", {"child": 10, "parent": 3_990})
    assert "about 25% of reports" in _said("reports_by_reporter", {"child": 10, "parent": 30})
    for table in dictionary().tables.values():
        if table.sentence.kind == "share":
            assert table.sentence.none is not None
            assert "{percent}" not in table.sentence.none.ar + table.sentence.none.en


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"hour": 60, "day": 40}, "was asked in at least half of the cases within an hour, and in nine of ten within a day."),
        ({"hour": 60, "not_yet": 40}, "within an hour; in at least one of ten it took longer than 3 days or none was asked yet."),
        ({"hour": 20, "later": 40, "not_yet": 40}, "took longer than 3 days in at least half of the cases"),
    ],
)  # fmt: skip
def test_how_long_is_said_in_whole_sentences(line: dict[str, int | None], said: str) -> None:
    assert said in _said("first_share", line)


def test_every_sentence_of_bands_has_its_three_forms_and_names_only_what_it_knows() -> None:
    for table in dictionary().tables.values():
        if table.sentence.kind == "band":
            assert table.sentence.within in table.columns
            assert table.sentence.slow
            assert table.sentence.late
            for words in (table.sentence.words, table.sentence.slow, table.sentence.late):
                for text in (words.ar, words.en):
                    assert text.format(period="p", band="b", band90="c")
            assert "{band" not in table.sentence.late.en + table.sentence.late.ar


def test_where_the_newest_quarter_hides_a_number_the_whole_period_is_said() -> None:
    hidden = {"answered": None, "not_answered": None}

    assert _said(
        "feedback_given",
        {"answered": 30, "not_answered": 10},
        hidden,
        totals={"answered": 40, "not_answered": 40},
    ).startswith("In the period from Quarter 1 of 2026 to Quarter 2 of 2026 about 50%")
    assert "too small for a sentence" in _said("feedback_given", hidden)


def test_the_most_is_said_beside_a_hidden_number_only_where_that_one_cannot_be_larger() -> None:
    most = _said("reports_by_channel", {"public_web": 60, "hotline": 40, "provider": None, "message": None})
    unsure = _said("reports_by_channel", {"public_web": 30, "provider": None, "message": None})

    assert most.endswith("most reports came by: Public form.")
    assert "too small" in unsure
