"""Tags and filters for every page: components drawn from frozen values, and words for times, dates and codes."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms, template
from django.contrib.messages.storage.base import Message
from django.forms.boundfield import BoundField
from django.urls import translate_url
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

from takatuf.kernel.arabic import european_digits
from takatuf.web import drawing, parts, words

register = template.Library()
Context = dict[str, Any]
SOON = timedelta(hours=1)
#: The code of a report, a case, a referral and the like, as it stands in a sentence.
CODE = re.compile(r"\b([A-Z]-\d{2}-\d{6})\b")
SHAPES: dict[parts.Urgency, str] = {
    "immediate": "◆",
    "urgent": "▲",
    "prompt": "■",
    "standard": "●",
    "info": "○",
}


def urgency_name(level: parts.Urgency | int) -> parts.Urgency:
    """The name of a level; 1 is immediate, 4 standard. An unknown one is an error, never a silent grey."""
    if isinstance(level, int):
        if not 1 <= level <= len(parts.LEVELS):
            raise ValueError(f"There is no urgency level {level}.")
        return parts.LEVELS[level - 1]
    if level not in SHAPES:
        raise ValueError(f"There is no urgency {level!r}.")
    return level


def urgency_word(name: parts.Urgency) -> str:
    """The word of an urgency in the reader's language."""
    return {
        "immediate": pgettext("urgency", "Immediate"),
        "urgent": pgettext("urgency", "Urgent"),
        "prompt": pgettext("urgency", "Priority"),
        "standard": pgettext("urgency", "Routine"),
        "info": pgettext("urgency", "For information"),
    }[name]


@register.inclusion_tag("web/components/urgency.html")
def urgency(level: parts.Urgency | int, *, with_level: bool = False) -> Context:
    """Word and shape of an urgency. `with_level` writes "Level 1" before the word."""
    name = urgency_name(level)
    number = parts.LEVELS.index(name) + 1 if with_level and name in parts.LEVELS else None
    return {"name": name, "shape": SHAPES[name], "word": urgency_word(name), "number": number}


@register.inclusion_tag("web/components/time_left.html")
def time_left(due_at: datetime | None, now: datetime) -> Context:
    """How long is left in words; marked when late or within the hour. Nothing where nothing is due."""
    delta = due_at - now if due_at else None
    return {
        "words": words.words_for_time_left(delta) if delta is not None else "",
        "marked": delta is not None and delta < SOON,
        "machine": due_at.isoformat() if due_at else "",
    }


@register.filter
def words_for_time_left(delta: timedelta) -> str:
    """The words alone."""
    return words.words_for_time_left(delta)


@register.inclusion_tag("web/components/work_rows.html")
def work_rows(rows: Sequence[parts.Row], now: datetime) -> Context:
    """The list of a desk. The view orders it: by urgency, then by the clock."""
    return {"rows": rows, "now": now}


@register.inclusion_tag("web/components/tabs.html")
def tabs(items: Sequence[parts.Tab]) -> Context:
    """Pages about the same thing; links, not a script."""
    return {"items": items}


@register.inclusion_tag("web/components/checks.html")
def checks(items: Sequence[parts.Check]) -> Context:
    """What is there and what is missing, by word and sign."""
    return {"items": items}


def _kind_of(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "tick" if isinstance(widget, forms.CheckboxInput) else "field"


def _described(field: BoundField) -> Context:
    """The field drawn with what a screen reader needs: its hint and its error by id, its state."""
    hint_id = f"{field.auto_id}-hint" if field.help_text else ""
    error_id = f"{field.auto_id}-error" if field.errors else ""
    attrs: dict[str, Any] = {}
    if described_by := " ".join(part for part in (hint_id, error_id) if part):
        attrs["aria-describedby"] = described_by
    if field.errors:
        attrs["aria-invalid"] = "true"
    if isinstance(field.field.widget, forms.Textarea) and "dir" not in field.field.widget.attrs:
        attrs["dir"] = "auto"
    kind = _kind_of(field)
    return {
        "field": field,
        "widget": field.as_widget(attrs=attrs) if kind != "choices" else "",
        "hint_id": hint_id,
        "error_id": error_id,
        "described_by": " ".join(part for part in (hint_id, error_id) if part),
        "optional": not field.field.required and kind == "field",
        "kind": kind,
        "as_question": False,
    }


@register.inclusion_tag("web/components/field.html")
def field(bound: BoundField) -> Context:
    """A field with label, hint and error; radios and tick boxes become big rows by themselves."""
    return _described(bound)


@register.inclusion_tag("web/components/choices.html")
def choices(bound: BoundField) -> Context:
    """Radios or tick boxes as big rows inside a fieldset."""
    return _described(bound)


@register.inclusion_tag("web/components/question.html")
def question(bound: BoundField) -> Context:
    """The one question of a page: its label is the page's heading, its help text says why we ask."""
    return {**_described(bound), "as_question": True}


@register.inclusion_tag("web/components/error_summary.html")
def error_summary(form: forms.BaseForm) -> Context:
    """All errors of a form at the top of the page, each a link to its field."""
    lines = []
    for bound in form:
        target = bound.auto_id if _kind_of(bound) != "choices" else f"{bound.auto_id}_0"
        lines += [(target, str(message)) for message in bound.errors]
    return {"lines": lines, "others": [str(message) for message in form.non_field_errors()]}


@register.inclusion_tag("web/components/progress.html")
def progress(number: int, of: int) -> Context:
    """Question `number` of `of`."""
    return {"number": number, "of": of}


@register.inclusion_tag("web/components/receipt_box.html")
def receipt_box(label: str, code_words: str, note: str = "") -> Context:
    """The code to keep, large, with what it is for."""
    return {"label": label, "code_words": code_words, "note": note}


@register.inclusion_tag("web/components/chronology.html")
def chronology(lines: Sequence[parts.ChronologyLine]) -> Context:
    """What happened, newest or oldest first as the view decides, each line with its source."""
    return {"lines": lines}


def _bar_state(state: parts.BarState) -> str:
    return {
        "done": pgettext("step", "done"),
        "open": pgettext("step", "open"),
        "late": pgettext("step", "late"),
    }[state]


def _lanes_sentence(lanes: Sequence[parts.Lane]) -> str:
    """One sentence that says what the drawing shows."""
    late = sum(bar.state == "late" for lane in lanes for bar in lane.bars)
    waiting = sum(bar.state == "open" for lane in lanes for bar in lane.bars)
    if late:
        return ngettext("%(count)s step is late", "%(count)s steps are late", late) % {"count": late}
    if waiting:
        sentence = ngettext(
            "%(count)s step is open, none is late", "%(count)s steps are open, none is late", waiting
        )
        return sentence % {"count": waiting}
    return gettext("All steps are done")


@register.inclusion_tag("web/components/lanes.html")
def lanes(
    items: Sequence[parts.Lane], starts_at: datetime, ends_at: datetime, now: datetime, sentence: str = ""
) -> Context:
    """The steps of each agency as lanes over time: SVG with attributes, and the same as a list."""
    mirrored = translation.get_language_bidi()
    drawn = drawing.draw_lanes(items, starts_at=starts_at, ends_at=ends_at, right_to_left=mirrored)
    at = drawing.position(now, starts_at=starts_at, ends_at=ends_at)
    return {
        "lanes": [
            {"label": lane.label, "bars": [{"bar": bar, "state": _bar_state(bar.state)} for bar in lane.bars]}
            for lane in drawn
        ],
        "sentence": sentence or _lanes_sentence(items),
        "now_x": f"{100 - at if mirrored else at:.2f}%",
        "text_dx": "-10" if mirrored else "10",
        "now_within": starts_at <= now <= ends_at,
        "starts": words.words_for_moment(starts_at, now, in_short=True),
        "ends": words.words_for_moment(ends_at, now, in_short=True),
        "ticks": [f"{tick}%" for tick in range(10, 100, 10)],
    }


@register.inclusion_tag("web/components/pagination.html")
def pagination(links: parts.PageLinks) -> Context:
    """Earlier and later pages; nothing where there is only one."""
    return {"links": links}


@register.inclusion_tag("web/components/empty_state.html")
def empty_state(title: str, text: str = "") -> Context:
    """What a list says when there is nothing in it."""
    return {"title": title, "text": text}


@register.inclusion_tag("web/components/flash.html")
def flash(messages: Iterable[Message]) -> Context:
    """What the last step did, or why it was refused."""
    return {"lines": [(message.level_tag, str(message)) for message in messages or ()]}


@register.filter
def ltr(value: object) -> SafeString:
    """A code, phone, address or hash that reads left to right whatever stands around it."""
    return format_html('<bdi dir="ltr" class="code">{}</bdi>', value)


@register.filter
def codes_whole(text: object) -> SafeString:
    """A sentence in which each code stays on one line and reads left to right."""
    parts = CODE.split(str(text))
    return format_html_join(
        "", "{}", ((ltr(part) if place % 2 else part,) for place, part in enumerate(parts))
    )


@register.filter
def digits(value: object) -> str:
    """The text with European digits."""
    return european_digits(str(value))


@register.filter
def both_dates(day: date) -> str:
    """Gregorian and Umm al-Qura, the calendars named."""
    return words.both_dates(day)


@register.filter
def clock_time(moment: datetime) -> str:
    """The time of day in Riyadh."""
    return date_format(timezone.localtime(moment), "TIME_FORMAT")


@register.filter
def moment_words(moment: datetime, now: datetime) -> str:
    """Today, yesterday, tomorrow or the date, with the time of day."""
    return words.words_for_moment(moment, now)


@register.filter
def number_word(count: int, gender: words.Gender = "m") -> str:
    """3 to 10 as a word, by the gender of what is counted."""
    return words.number_word(count, gender)


@register.simple_tag(takes_context=True)
def language_url(context: template.Context, language: str) -> str:
    """This page in the other language; a page without a language prefix leads to that language's home."""
    here = str(context["here"])
    there = translate_url(here, language)
    return there if there != here else f"/{language}/"


@register.simple_tag
def other_language() -> dict[str, str]:
    """The language that the switch offers: its code, its own name and its direction."""
    if (translation.get_language() or "ar").startswith("ar"):
        return {"code": "en", "name": "English", "dir": "ltr"}
    return {"code": "ar", "name": "العربية", "dir": "rtl"}
