"""Components draw frozen values: shapes beside words, mirrored lanes, errors that are tied to their fields."""

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from takatuf.web.drawing import draw_lanes
from takatuf.web.parts import Bar, Lane
from takatuf.web.templatetags.takatuf import SHAPES, ltr, urgency_name
from tests.web.gallery import ERROR_PAGES, PAGES, render_gallery

START = datetime(2026, 11, 24, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _drawn(source: str, **values: object) -> str:
    return Template("{% load takatuf %}" + source).render(Context(values))


def test_urgency_is_a_word_and_a_shape_never_a_colour_alone() -> None:
    with translation.override("en"):
        drawn = [_drawn("{% urgency level %}", level=level) for level in SHAPES]

    assert len({*SHAPES.values()}) == len(SHAPES)
    for level, shape, html in zip(SHAPES, SHAPES.values(), drawn, strict=True):
        assert shape in html
        assert f"tag {level}" in html
        assert 'aria-hidden="true"' in html


def test_a_code_in_a_sentence_stays_whole_and_reads_from_left_to_right() -> None:
    drawn = _drawn("{{ text|codes_whole }}", text="وُقّعت المذكرة S-26-000001 <اليوم>.")

    assert drawn == 'وُقّعت المذكرة <bdi dir="ltr" class="code">S-26-000001</bdi> &lt;اليوم&gt;.'


@pytest.mark.parametrize("level", [0, 5, "red"])
def test_an_unknown_urgency_is_an_error(level: object) -> None:
    with pytest.raises(ValueError, match="There is no urgency"):
        urgency_name(level)  # type: ignore[arg-type]


def test_codes_are_isolated_and_escaped() -> None:
    assert ltr("<R-26>") == '<bdi dir="ltr" class="code">&lt;R-26&gt;</bdi>'


@given(st.lists(st.tuples(st.floats(-10, 40), st.floats(0, 30)), max_size=6), st.booleans())
def test_bars_stay_inside_their_lane(times: list[tuple[float, float]], right_to_left: bool) -> None:
    bars = [Bar("step", START + begin * HOUR, START + (begin + length) * HOUR) for begin, length in times]

    (lane,) = draw_lanes(
        [Lane("health", bars)], starts_at=START, ends_at=START + 24 * HOUR, right_to_left=right_to_left
    )

    for bar in lane.bars:
        left, width = float(bar.x.rstrip("%")), float(bar.width.rstrip("%"))
        assert left >= -0.01
        assert width > 0
        assert left + width <= 100.02


def test_lanes_mirror_for_right_to_left() -> None:
    lane = Lane("police", [Bar("reply", START, START + 6 * HOUR)])

    (ltr_lane,) = draw_lanes([lane], starts_at=START, ends_at=START + 24 * HOUR, right_to_left=False)
    (rtl_lane,) = draw_lanes([lane], starts_at=START, ends_at=START + 24 * HOUR, right_to_left=True)

    assert (ltr_lane.bars[0].x, ltr_lane.bars[0].width) == ("0.00%", "25.00%")
    assert (rtl_lane.bars[0].x, rtl_lane.bars[0].width) == ("75.00%", "25.00%")


def test_a_label_that_is_too_long_is_shortened_and_its_time_never() -> None:
    late = Bar("Ask for the content to be removed", START, START + 13 * HOUR, "late", "10 hours late")
    brief = Bar("Ask for the content to be removed", START, START + 9 * HOUR, "late", "10 hours late")
    after = Bar("Study", START + 13 * HOUR, START + 23 * HOUR)

    texts = [
        draw_lanes([Lane("social", [bar, after])], starts_at=START, ends_at=START + 24 * HOUR, right_to_left=True)[0].bars[0].text
        for bar in (late, brief)
    ]  # fmt: skip

    assert texts == ["Ask for the… — 10 hours late", "10 hours late"]


def test_an_axis_without_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="end after its start"):
        draw_lanes([], starts_at=START, ends_at=START, right_to_left=False)


class _Form(forms.Form):
    city = forms.CharField(label="City", help_text="What you know")
    safe = forms.ChoiceField(label="Safe?", choices=[("y", "Yes"), ("n", "No")], widget=forms.RadioSelect)


def test_an_error_stands_at_its_field_and_in_the_summary() -> None:
    form = _Form({})

    html = _drawn("{% error_summary form %}{% field form.city %}{% field form.safe %}", form=form)

    assert 'href="#id_city"' in html
    assert 'href="#id_safe_0"' in html
    assert 'aria-describedby="id_city-hint id_city-error"' in html
    assert 'id="id_city-error"' in html
    assert 'id="id_safe_0"' in html


def test_nothing_is_drawn_where_there_is_no_error() -> None:
    assert _drawn("{% error_summary form %}", form=_Form()).strip() == ""


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("name", [*PAGES, *ERROR_PAGES])
def test_gallery_page_is_whole(name: str, language: str) -> None:
    html = render_gallery(name, language)

    assert html.lstrip().startswith("<!doctype html>")
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in html
    assert html.count("<h1") == 1
    assert 'id="main"' in html
