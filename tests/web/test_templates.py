"""House rules of templates, for every room: what a reviewer cannot be asked to see each time."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.web.messages import all_templates, name_of

TEMPLATES = all_templates()
COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(r"\{%\s*blocktrans(late)?\b.*?\{%\s*endblocktrans(late)?\s*%\}", re.DOTALL)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
MARKUP = re.compile(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL)
#: Values for a script, which a browser never runs.
DATA = re.compile(r"<script\b[^>]*type=[\"']application/json[\"'][^>]*>.*?</script>", re.DOTALL)
UNSEEN = re.compile(r"\{%\s*block (?:body_class|robots)\s*%\}.*?\{%\s*endblock[^%]*%\}", re.DOTALL)
NAMED = re.compile(r"<(\w+)[^>]*\btranslate=\"no\"[^>]*>.*?</\1>", re.DOTALL)
LETTERS = re.compile(r"[^\W\d_]{2,}")
SPOKEN = re.compile(r"\b(?:placeholder|title|alt|aria-label|aria-description|label)=\"([^\"]*)\"")
FORM = re.compile(r"<form\b(.*?)>(.*?)</form>", re.DOTALL | re.IGNORECASE)
SIDES = re.compile(
    r"\b(?:float|text|pull|border|rounded|align|margin|padding|position)-(?:\w+-)?(?:left|right)\b|\b[mp][lr]-(?:\d|auto)\b"
)
WORDED_TAGS = re.compile(r"\{%\s*(?:empty_state|receipt_box|lanes)\b(.*?)%\}", re.DOTALL)
LITERAL = re.compile(r"(?<!_\()([\"'])((?:(?!\1).)*)\1")


@pytest.fixture(params=TEMPLATES, ids=name_of)
def source(request: pytest.FixtureRequest) -> str:
    path: Path = request.param
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def test_posting_forms_carry_a_token(source: str) -> None:
    for opening, body in FORM.findall(source):
        if re.search(r"method=[\"']?post", opening, re.IGNORECASE):
            assert "{% csrf_token %}" in body, f"no csrf token in <form{opening}>"


def test_nothing_is_called_safe(source: str) -> None:
    assert not re.search(r"\|\s*safe(seq)?\b|autoescape\s+off", source)


def test_no_inline_style_or_script(source: str) -> None:
    without_tags = TAG.sub("", source)

    assert not re.search(r"\sstyle\s*=|<style\b", source)
    assert not re.search(r"<script\b(?![^>]*\bsrc=)", DATA.sub("", TAG.sub("", source)))
    assert not re.search(r"<[^>]*\son\w+\s*=", without_tags)
    assert not re.search(r"javascript:|hx-on|hx-vals=[\"']js:|hx-vars", source)


def test_no_outside_address(source: str) -> None:
    outside = re.findall(
        r"(?:src|href|action|srcset|xlink:href)\s*=\s*[\"']?(?:https?:)?//[^\s\"'>]*", source
    )

    assert not outside
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", source)


def test_each_pair_of_a_list_of_lines_stands_in_a_block_of_its_own(source: str) -> None:
    """The style lays out blocks: a bare pair runs into the next one."""
    for lines in re.findall(r'<dl class="lines[^>]*>(.*?)</dl>', source, re.DOTALL):
        assert lines.count("<dt") == lines.count("<div><dt"), lines[:120]


def test_directions_are_logical(source: str) -> None:
    assert not SIDES.findall(source)


def test_visible_words_are_translated(source: str) -> None:
    for spoken in SPOKEN.findall(TAG.sub("", TRANSLATED.sub("", source))):
        assert not LETTERS.search(spoken), f"{spoken!r} is not translated"
    for arguments in WORDED_TAGS.findall(source):
        for _quote, literal in LITERAL.findall(arguments):
            assert not LETTERS.search(literal), f"{literal!r} is not translated: write _({literal!r})"

    visible = MARKUP.sub(
        " ", DATA.sub("", TAG.sub("", NAMED.sub("", UNSEEN.sub("", TRANSLATED.sub("", source)))))
    )
    visible = re.sub(r"&\w+;", " ", visible)

    assert not LETTERS.findall(visible)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_compiles(path: Path) -> None:
    name = name_of(path).split("templates/", 1)[1]

    assert get_template(name)
