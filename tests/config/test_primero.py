"""`takatuf import primero`: what is mapped, what is kept without a place, what is refused and where; once, and whole."""

import json
from pathlib import Path
from typing import Any

import pytest

from takatuf.casework.models import Case, CaseRole, TakenOverCase
from takatuf.casework.queries import open_case
from takatuf.config.commands import primero
from takatuf.config.commands.country import make_country
from takatuf.config.commands.primero import import_primero
from takatuf.exchange.importing import CannotRead
from takatuf.exchange.primero.mapping import map_case
from takatuf.exchange.primero.reading import read_cases
from takatuf.jointwork.queries import steps_of
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotAllowed
from takatuf.people.queries import identifiers_of, open_person
from tests.desks.people import PASSWORD, SECRET
from tests.desks.situations import acting_as


def case(number: int = 1, **more: Any) -> dict[str, Any]:
    """A case in the shape of the API, all of it invented."""
    return {
        "id": f"5f1c-{number:04d}", "case_id_display": f"ab{number:05d}", "status": "open", "name_first": "سليم",
        "name_last": "المخترع", "sex": "male", "date_of_birth": "2014-05-02", "registration_date": "2024-03-11",
        "risk_level": "high", "protection_concerns": ["child_labour", "of_their_own"], "telephone_current": "0550000001",
        "owned_by": "worker_1", "module_id": "primeromodule-cp", "camp_block": "الصف الأزرق", "services_section": [],
        "notes_section": [{"note_date": "2024-03-12", "note_subject": "زيارة", "note_text": "الدفتر على الطاولة."}],
        "family_details_section": [
            {"relation_name": "مريم المخترعة", "relation": "mother", "relation_is_caregiver": True, "relation_age": 40, "unique_id": "x"},
            {"relation_name": "جار", "relation": "neighbour"},
        ], **more,
    }  # fmt: skip


def write(folder: Path, content: object, name: str = "cases.json") -> str:
    file = folder / name
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(file)


@pytest.fixture
def country(house: None) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)


def take(file: str, *, dry_run: bool = False) -> int:
    return import_primero(file, username="huda", dry_run=dry_run)


def test_a_case_is_whole_here_and_nothing_of_it_is_lost(
    country: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(write(tmp_path, {"data": [case()], "metadata": {"total": 1}})) == 0

    said = capsys.readouterr().out
    assert "1 taken over, 0 known already, 0 refused." in said
    assert "risk_level                   -> level" in said
    assert "1  camp_block" in said
    assert "سليم" not in said
    with acting_as("huda") as by:
        row = Case.objects.get()
        view = open_case(row.pk, by=by, at=now())
        child = next(one for one in view.people if one.role == "child")
        person = open_person(child.person_id, by=by, at=now())
        phones = identifiers_of(person.row.record_id, by=by)
        left = json.loads(TakenOverCase.objects.get().unseal("left_over"))
        steps = steps_of(row.pk, by=by)
    assert (row.level, f"{row.opened_at:%Y-%m-%d}", row.stage) == (2, "2024-03-11", "identified")
    assert (person.name, person.birth_year, person.row.sex) == ("سليم المخترع", 2014, "male")
    assert person.notes == "2024-03-12 — زيارة — الدفتر على الطاولة."
    assert [phone.value for phone in phones] == ["0550000001"]
    assert sorted(concern.kind for concern in view.concerns) == ["labour", "other"]
    assert sorted(one.role for one in view.people) == ["caregiver", "child"]
    assert left["camp_block"] == "الصف الأزرق"
    assert left["family_details_section"][1] == {"relation_name": "جار", "relation": "neighbour"}
    assert steps, "an open case is waited for from now on"
    assert all(step.due_at is None or step.due_at > row.opened_at.replace(year=2026) for step in steps)


def test_the_same_file_twice_makes_no_double(
    country: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, [case(1), case(2)])
    take(file)
    capsys.readouterr()

    assert take(file) == 0

    assert "0 taken over, 2 known already, 0 refused." in capsys.readouterr().out
    with acting_as("huda"):
        assert Case.objects.count() == 2


def test_a_dry_run_says_everything_and_writes_nothing(
    country: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(write(tmp_path, [case(1), case(2, status="no such")]), dry_run=True) == 1

    said = capsys.readouterr()
    assert "1 would be taken over, 0 known already, 1 refused." in said.out
    assert said.err == "$[1].status: this value is not known here.\n"
    with acting_as("huda"):
        assert Case.objects.count() == 0


def test_a_run_that_broke_off_is_run_again(
    country: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "\n".join(json.dumps(case(number)) for number in range(7)), "cases.jsonl")
    monkeypatch.setattr(primero, "BATCH", 2)
    real, calls = primero.take_over_case, []

    def breaking(**values: Any) -> Any:
        calls.append(1)
        if len(calls) == 6:
            raise KeyboardInterrupt
        return real(**values)

    monkeypatch.setattr(primero, "take_over_case", breaking)
    with pytest.raises(KeyboardInterrupt):
        take(file)
    with acting_as("huda"):
        assert Case.objects.count() == 4  # two whole batches
        assert CaseRole.objects.count() == 8
    monkeypatch.setattr(primero, "take_over_case", real)
    capsys.readouterr()

    assert take(file) == 0

    assert "3 taken over, 4 known already, 0 refused." in capsys.readouterr().out


def test_a_closed_case_comes_closed_and_waits_for_nothing(country: None, tmp_path: Path) -> None:
    take(write(tmp_path, {"data": case(status="closed", date_closure="2025-01-09")}))

    with acting_as("huda") as by:
        row = Case.objects.get()
        assert (row.stage, f"{row.closed_at:%Y-%m-%d}") == ("closed", "2025-01-09")
        assert steps_of(row.pk, by=by) == []


def test_another_agency_sees_nothing_of_it_and_who_may_not_takes_nothing(
    country: None, tmp_path: Path
) -> None:
    file = write(tmp_path, [case()])
    take(file)

    with acting_as("layla"):
        assert (Case.objects.count(), TakenOverCase.objects.count()) == (0, 0)
    with pytest.raises(NotAllowed):
        import_primero(write(tmp_path, [case(9)], "nine.json"), username="sara", dry_run=False)
    with pytest.raises(CannotRead):
        import_primero(file, username="nobody", dry_run=False)


@pytest.mark.parametrize(
    ("changed", "path", "code"),
    [
        ({"id": None}, "$[0].id", "required"),
        ({"registration_date": "soon"}, "$[0].registration_date", "not_a_date"),
        ({"registration_date": "2024-02-31"}, "$[0].registration_date", "not_a_date"),
        ({"date_of_birth": None, "age": "old"}, "$[0].age", "not_a_number"),
        ({"age": 200}, "$[0].age", "out_of_range"),
        ({"protection_concerns": "one"}, "$[0].protection_concerns", "not_a_list"),
        ({"name_first": {"a": 1}}, "$[0].name_first", "not_text"),
        ({"estimated": "perhaps"}, "$[0].estimated", "unknown_code"),
        ({"family_details_section": [{"relation_age": "x"}]}, "$[0].family_details_section[0].relation_age", "not_a_number"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_by_its_path(changed: dict[str, Any], path: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        map_case(case(**changed), path="$[0]")

    assert (refused.value.path, refused.value.code) == (path, code)


def test_an_answer_of_a_rollouts_own_is_kept_and_not_guessed() -> None:
    mapped = map_case(case(risk_level="purple", sex="other_word"), path="$[0]")

    assert mapped.coming.level == 3
    assert mapped.coming.left_over["risk_level"] == "purple"
    assert "sex" in mapped.left


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('[{"id": "1"}, {"id": "2"}]', ["$[0]", "$[1]"]),
        ('{"metadata": {"total": 1}, "data": [{"id": "1"}]}', ["$.data[0]"]),
        ('{"data": {"id": "1"}}', ["$.data"]),
        ('{"id": "1"}\n{"id": "2"}\n', ["$[0]", "$[1]"]),
        ("\ufeff[]", []),
        ("", []),
        ('[{"id": "1"}, 7, {"id": "2"}]', ["$[0]", "$[1] not_an_object", "$[2]"]),
        ('[{"id": "1", "id": "2"}, {"id": "3"}]', ["$[0].id duplicate_name", "$[1]"]),
        ('[{"id": "1"}, {"id": ', ["$[0]", "$[1] not_json"]),
        ('[{"id": "1"} garbage', ["$[0]", "$[1] not_json"]),
    ],
)
def test_every_shape_is_read_case_by_case(text: str, found: list[str], tmp_path: Path) -> None:
    rows = read_cases(Path(write(tmp_path, text)))

    assert [f"{row.path} {row.error.code}" if row.error else row.path for row in rows] == found


def test_a_case_longer_than_a_chunk_and_bytes_that_are_no_letters(tmp_path: Path) -> None:
    long = [case(number, camp_block="ب" * 90_000) for number in range(3)]
    (tmp_path / "bad.json").write_bytes(b'[{"id": "1"}, {"id": "\xff"}]')

    assert [row.path for row in read_cases(Path(write(tmp_path, long)))] == ["$[0]", "$[1]", "$[2]"]
    bad = list(read_cases(tmp_path / "bad.json"))
    assert [row.error.code for row in bad if row.error] == ["not_utf8"]
