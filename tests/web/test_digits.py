"""Arabic-Indic digits on a finished page: what it says itself, never what is copied, dialled or was written by people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.kernel.arabic import european_digits
from takatuf.web.digits import with_arabic_indic_digits


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<p>بقي 12 ساعة، اليوم 09:05</p>", "<p>بقي ١٢ ساعة، اليوم ٠٩:٠٥</p>"),
        ("<td>1,234</td><td>12.5%</td><td>1.2.3</td>", "<td>١٬٢٣٤</td><td>١٢٫٥٪</td><td>١.٢.٣</td>"),
        ("<td> 0 </td><td>10</td>", "<td> صفر </td><td>١٠</td>"),
        ("<b>2026/11/30</b>, 12, 7", "<b>٢٠٢٦/١١/٣٠</b>, ١٢, ٧"),
        ('<a href="/x/12/">12</a>', '<a href="/x/12/">١٢</a>'),
    ],
)
def test_the_page_s_own_numbers_are_in_arabic_indic_digits(page: str, shown: str) -> None:
    assert with_arabic_indic_digits(page) == shown


@pytest.mark.parametrize(
    "kept",
    [
        '<bdi dir="ltr" class="code">D-26-000123</bdi>',
        "<title>حالة D-26-000123</title>",
        '<p dir="auto">كتب 12 مرة <b>3</b></p>',
        '<a href="tel:1919">1919</a>',
        "<textarea>12</textarea>",
        "<script>let a = 12 % 5;</script>",
        "<td>0551234567</td>",
        "<p>قضية 44-1187</p>",
        "<p>it&#39;s &nbsp;</p>",
        '<span lang="en">Level 2</span>',
        '<div dir="ltr"><div>1</div>2<br>3</div>',
    ],
)
def test_what_is_copied_dialled_or_was_written_stays(kept: str) -> None:
    assert with_arabic_indic_digits(kept) == kept


def test_what_follows_a_kept_element_is_changed_again() -> None:
    page = '<div dir="auto"><div>1</div>2</div><p>3</p><bdi>4</bdi> 5'

    assert with_arabic_indic_digits(page) == '<div dir="auto"><div>1</div>2</div><p>٣</p><bdi>4</bdi> ٥'


@given(st.text(alphabet="0123456789٠١٢٣ ابم.:/-"))
def test_only_digits_and_the_signs_between_them_change(text: str) -> None:
    shown = with_arabic_indic_digits(f"<p>{text}</p>")

    back = european_digits(shown).replace("٫", ".").replace("صفر", "0")
    assert back == f"<p>{european_digits(text)}</p>"
