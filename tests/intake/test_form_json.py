"""The public form's JSON: the samples, and input of every wrong kind."""

import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.intake.content import Kind, ReporterKind
from takatuf.intake.flows import explain, load_flow
from takatuf.intake.form_json import LARGEST, read_form, write_form
from takatuf.kernel.errors import InvalidInput


def sample(name: str) -> bytes:
    return files("takatuf.intake").joinpath(f"samples/{name}.json").read_bytes()


def changed(**parts: Any) -> bytes:
    values = json.loads(sample("parent")) | parts
    return json.dumps({name: value for name, value in values.items() if value is not ...}).encode()


def refusal(data: bytes) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        read_form(data)
    return caught.value


def test_parent_sample_is_read() -> None:
    form = read_form(sample("parent"))

    assert form.content.reporter_kind is ReporterKind.PARENT
    assert form.content.kinds == (Kind.GROOMING, Kind.ONLINE_EXPLOITATION)
    assert form.content.signals.child_age == 12
    assert form.key == "sample-parent-0001"
    assert "sample-parent" not in repr(form)


def test_bystander_sample_is_read() -> None:
    content = read_form(sample("bystander")).content

    assert content.reporter_kind is ReporterKind.BYSTANDER
    assert Kind.LABOUR in content.kinds
    assert content.signals.danger_now is None


def test_written_form_is_read_as_the_same_report() -> None:
    content = read_form(sample("bystander")).content

    written = write_form(load_flow("bystander"), "ar", content.answers, key="a" * 16)

    assert read_form(written).content == content


@pytest.mark.parametrize(
    ("flow", "answers"),
    [
        (
            "child",
            {"voice": "boy", "what": "كلام محايد", "now": ["demand"], "about": {"age": "11", "city": "أبها"}},
        ),
        (
            "professional",
            {"words": "كلام محايد", "guardian": "unsafe", "about": {"age": "9", "region": "SA-01"}},
        ),
    ],
)
def test_a_childs_and_a_professionals_form_are_read(flow: str, answers: dict[str, Any]) -> None:
    content = read_form(changed(flow=flow, answers=answers)).content

    assert content.flow == f"{flow}/{load_flow(flow).version}"
    assert content.reporter_kind.value == flow
    assert content.signals.child_age == int(answers["about"]["age"])
    written = write_form(load_flow(flow), "ar", content.answers, key="a" * 16)
    assert read_form(written).content == content


@pytest.mark.parametrize(
    ("data", "path", "code"),
    [
        (b"", "$", "not_json"),
        (b"[]", "$", "wrong_kind"),
        (b"\xff", "$", "not_json"),
        (b"NaN", "$", "not_json"),
        (b"[" * 100_000, "$", "not_json"),
        (b" " * (LARGEST + 1), "$", "too_large"),
        (changed(format="takatuf-report/2"), "$.format", "wrong_format"),
        (changed(flow="../x"), "$.flow", "unknown_flow"),
        (changed(flow=["parent"]), "$.flow", "unknown_flow"),
        (changed(language="xx"), "$.language", "wrong_language"),
        (changed(language=["ar"]), "$.language", "wrong_language"),
        (changed(key="short"), "$.key", "wrong_key"),
        (changed(key=...), "$.key", "wrong_key"),
        (changed(extra=1), "$.extra", "unknown_field"),
        (changed(answers=...), "$.answers", "missing"),
        (changed(answers=[]), "$.answers", "wrong_kind"),
        (changed(answers={}), "$.answers", "nothing_given"),
        (changed(answers={"hair": "x"}), "$.answers.hair", "unknown_question"),
        (changed(answers={"safe": "maybe"}), "$.answers.safe", "not_one_of"),
        (changed(answers={"place": {"city": 5}}), "$.answers.place", "wrong_kind"),
        (b'{"format": "takatuf-report/1", "format": "x"}', "$.format", "duplicate_name"),
        (b'{"answers": {"place": {"city": "a", "city": "b"}}}', "$.answers.place.city", "duplicate_name"),
        (b'{"answers": {"\\ud800": 1, "\\ud800": 2}}', "$.answers.?", "duplicate_name"),
    ],
)
def test_wrong_form_is_refused_with_its_path(data: bytes, path: str, code: str) -> None:
    error = refusal(data)

    assert (error.path, error.code) == (path, code)
    assert explain(error, "ar")
    assert explain(error, "en")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["what", "safe", "now", "accounts", "place", "contact", "age"]), JSON))
def test_any_answers_give_a_report_or_a_named_error(answers: dict[str, Any]) -> None:
    named, form = None, None
    try:
        form = read_form(changed(answers=answers))
    except InvalidInput as error:
        named = error

    assert named is None or named.path.startswith("$")
    assert form is None or form.content.answers


@given(st.binary(max_size=200))
def test_any_bytes_give_a_named_error(data: bytes) -> None:
    assert refusal(data).path.startswith("$")
