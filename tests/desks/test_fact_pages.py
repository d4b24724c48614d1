"""A fact from any record in one gesture, advice on its words, and what changed between its versions."""

import re
from pathlib import Path
from uuid import uuid4

import pytest

from takatuf.court.queries import facts_of
from takatuf.kernel.clock import now
from tests.desks.courting import walk_until
from tests.desks.people import sign_in
from tests.desks.situations import acting_as

pytestmark = pytest.mark.usefixtures("house")
DESK = "/en/desk/"
VISITED = "visit, the child seen alone"


def test_a_fact_is_taken_from_whatever_stands_on_the_pages_of_the_case(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, VISITED)
    reem, case = sign_in("reem"), f"{DESK}cases/{walk.ids['case']}/"
    offered = {
        found
        for page in ("", "people/", "work/")
        for found in re.findall(
            r"facts/new/\?from=([a-z]+%3A[^\"]+)", reem.get(f"{case}{page}").content.decode()
        )
    }

    kinds = {found.partition("%3A")[0] for found in offered}
    forms = {found: reem.get(f"{case}facts/new/?from={found}") for found in offered}

    assert kinds == {"line", "report", "assessment", "visit", "plan"}
    assert {page.status_code for page in forms.values()} == {200}
    for page in forms.values():
        filled = page.context["form"].initial
        assert filled["source_label"]
        assert filled["locator"]
    visit = next(page for found, page in forms.items() if found.startswith("visit"))
    assert visit.context["form"].initial["quoted"] == visit.context["form"].initial["text_ar"] != ""


def test_the_fact_keeps_from_which_row_it_was_taken_and_a_new_version_keeps_it_too(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, VISITED)
    reem, case = sign_in("reem"), f"{DESK}cases/{walk.ids['case']}/"
    found = re.search(r"facts/new/\?from=(visit%3A[^\"]+)", reem.get(f"{case}work/").content.decode())
    assert found
    form = reem.get(f"{case}facts/new/?from={found[1]}").context["form"]
    sent = {name: form.initial[name] or "" for name in form.fields} | {"text_ar": "رأى الزائر الطفل وحده."}

    reem.post(f"{case}facts/new/?from={found[1]}", sent)
    (fact,) = reem.get(f"{case}facts/").context["facts"]
    again = reem.get(f"{case}facts/{fact.row.id}/version/").context["form"]
    anew = {name: again.initial[name] or "" for name in again.fields} | {
        "text_ar": "رأى الزائر الطفل وحده في بيته."
    }
    reem.post(f"{case}facts/{fact.row.id}/version/", anew)
    page = reem.get(f"{case}facts/")

    with acting_as("reem") as by:
        rows = facts_of(walk.ids["case"], by=by, at=now())
    visit_id = found[1].split("%3A")[1]
    assert [str(row.sources[0].source_id) for row in rows] == [visit_id, visit_id]
    (line,) = page.context["facts"]
    assert [(piece.words, piece.change) for piece in line.changes] == [
        ("رأى الزائر الطفل", "same"), ("وحده.", "gone"), ("وحده في بيته.", "new"),
    ]  # fmt: skip
    assert "What changed since fact 1" in page.content.decode()


def test_a_source_and_then_the_fact_are_withdrawn_with_why_and_stay_to_be_read(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, "facts with their sources")
    reem, facts = sign_in("reem"), f"{DESK}cases/{walk.ids['case']}/facts/"
    first = reem.get(facts).context["facts"][0].row
    source = f"{facts}{first.id}/source/{first.sources[0].id}/withdraw/"

    asked = reem.get(source).content.decode()
    silent = reem.post(source, {"why": ""})
    done = reem.post(source, {"why": "أعادت المدرسة السجل مصححاً."})
    again = reem.get(source)
    unsourced = reem.get(facts).content.decode()
    reem.post(f"{facts}{first.id}/withdraw/", {"why": "تبين خطؤها."})
    left = reem.get(facts)

    assert "It is the only source that stands" in asked
    assert (silent.status_code, done.status_code, again.status_code) == (200, 302, 404)
    assert "error-summary" in silent.content.decode()
    assert "أعادت المدرسة السجل مصححاً." in unsourced
    assert "No source stands" in unsourced
    assert first.id not in {line.row.id for line in left.context["facts"]}
    assert [line.row.id for line in left.context["earlier"]] == [first.id]
    assert "تبين خطؤها." in left.content.decode()


def test_something_of_another_case_is_no_origin(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, "assessment")
    reem, case = sign_in("reem"), f"{DESK}cases/{walk.ids['case']}/"

    for wrong in (f"visit:{uuid4()}:note", f"report:{uuid4()}", "visit", "weather:1"):
        assert reem.get(f"{case}facts/new/", {"from": wrong}).status_code == 404


def test_advice_on_words_is_shown_once_and_never_refuses(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, "assessment")
    reem, case = sign_in("reem"), f"{DESK}cases/{walk.ids['case']}/"
    sent = {
        "text_ar": "خرجت برضاها، ويستحق السجن من استدرجها.", "kind": "record", "source_kind": "record",
        "source_label": "سجل", "locator": "ص 1", "quoted": "",
    }  # fmt: skip
    quoted = {**sent, "text_ar": "قالت: «خرجت برضاي».", "quoted": "خرجت برضاها"}

    first = reem.post(f"{case}facts/new/", sent)
    shown = first.context["advice"]
    changed = reem.post(
        f"{case}facts/new/", {**sent, "text_ar": f"{sent['text_ar']} وله سوابق.", "advice_read": first.context["advice_codes"]}
    )  # fmt: skip
    second = reem.post(f"{case}facts/new/", {**sent, "advice_read": first.context["advice_codes"]})

    assert first.status_code == changed.status_code == 200
    assert {line.code for line in shown} == {"consent", "sentence_view"}
    assert "Nothing is refused" in first.content.decode()
    assert {line.code for line in changed.context["advice"]} == {"consent", "sentence_view", "other_offences"}
    assert second.status_code == 302
    assert reem.post(f"{case}facts/new/", quoted).status_code == 302


def test_lateness_and_levels_are_no_source_of_a_fact(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, "assessment")
    reem, case = sign_in("reem"), f"{DESK}cases/{walk.ids['case']}/"

    lines = reem.get(case).context["lines"]
    started = next(
        line for line in reem.get(case).context["frame"].view.chronology if line.kind == "case_started"
    )

    assert any(line.step_url for line in lines)
    assert [line.text for line in lines if not line.step_url and "late" in line.text]
    assert not [line.text for line in lines if line.step_url and "late" in line.text]
    assert reem.get(f"{case}facts/new/", {"from": f"line:{started.id}"}).status_code == 404
