"""Drawing pages: in a process of its own, which takes with it what it held."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from takatuf.web.printing import NotDrawn, draw_pdf

AT = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
LINES = 2_000


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "lines.typ"
    path.write_text("#for line in json(bytes(sys.inputs.data)).lines [#line #parbreak()]")
    return path


def _memory() -> int:
    """What this process holds now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 // 2**20


def test_the_same_data_and_time_give_the_same_bytes(template: Path) -> None:
    first, again, later = (
        draw_pdf(template, {"lines": ["سطر"]}, at=at) for at in (AT, AT, AT + timedelta(minutes=1))
    )

    assert first.startswith(b"%PDF-")
    assert first == again
    assert first != later


def test_a_long_document_leaves_nothing_in_the_process_that_asked_for_it(template: Path) -> None:
    draw_pdf(template, {"lines": ["أول"]}, at=AT)
    before = _memory()

    for number in range(3):
        draw_pdf(template, {"lines": [f"السطر {line} من الوثيقة {number}" for line in range(LINES)]}, at=AT)

    assert _memory() - before < 20


def test_what_cannot_be_drawn_is_told_in_the_renderers_own_words(template: Path) -> None:
    with pytest.raises(NotDrawn, match=r"lines\.typ was not drawn: .*does not contain key"):
        draw_pdf(template, {"rows": []}, at=AT)


def test_a_letter_that_is_none_is_refused(template: Path) -> None:
    with pytest.raises(NotDrawn, match="not drawn"):
        draw_pdf(template, {"lines": ["\ud800"]}, at=AT)
