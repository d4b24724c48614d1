"""Texts of law: data with a source, checked by two persons or never printed."""

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError

import takatuf
from takatuf.agencies.rules import Role
from takatuf.clocks.law.actions import CheckedAlready, TextChanged, check_law
from takatuf.clocks.law.files import LawFault, law_text, law_texts, read_law
from takatuf.clocks.law.models import LawCheck
from takatuf.clocks.law.queries import LawNotChecked, citation, law_rows, plain, unchecked_law_in
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotAllowed
from tests.factories import acting, make_agency, make_worker
from tests.house.database import superuser

CODE = "sa_child_protection"
GAZETTE = "الجريدة الرسمية، العدد كما طُبع"


def check(who, **changes) -> LawCheck:  # type: ignore[no-untyped-def]
    given = {"code": CODE, "sha256": law_text(CODE).sha256, "source": GAZETTE} | changes
    with acting(who) as by:
        return check_law(**given, by=by, at=now())


def test_no_file_comes_with_a_check_of_its_own() -> None:
    assert len(law_texts()) >= 10
    assert all("checked" not in row.says.casefold() for row in law_texts())


@pytest.mark.parametrize("change", [{"title_en": ""}, {"code": ""}, {"says": 3}, {"more": "x"}])
def test_a_file_that_is_not_whole_is_refused(change: dict[str, object]) -> None:
    row = {
        "code": "x",
        "title_ar": "",
        "title_en": "X",
        "instrument": "",
        "article": "",
        "says": "",
        "source": "",
        "dated": "",
    }

    with pytest.raises(LawFault):
        read_law("x.yaml", {"country": "SA", "version": 1, "texts": [row | change]})


def test_other_words_are_another_text() -> None:
    text = law_text(CODE)

    assert replace(text, says=text.says + " ").sha256 != text.sha256
    assert replace(text, version=2).sha256 == text.sha256


@pytest.mark.usefixtures("house")
def test_two_persons_make_a_text_checked_and_one_does_not() -> None:
    agency = make_agency()
    first, second = make_worker(agency, Role.COURT_WRITER), make_worker(agency, Role.APPROVER)

    with pytest.raises(LawNotChecked):
        citation(CODE)
    check(first)
    with pytest.raises(LawNotChecked):
        citation(CODE)
    with pytest.raises(CheckedAlready):
        check(first)
    check(second)

    assert citation(CODE) == law_text(CODE)
    (row,) = [row for row in law_rows() if row.text.code == CODE]
    assert row.is_checked
    assert [one.by.id for one in row.checks] == [first.id, second.id]


@pytest.mark.usefixtures("house")
def test_a_check_binds_the_words_that_were_read() -> None:
    officer = make_worker(make_agency(), Role.DIRECTOR)

    with pytest.raises(TextChanged):
        check(officer, sha256="0" * 64)
    with pytest.raises(InvalidInput):
        check(officer, source="  ")
    with pytest.raises(InvalidInput):
        check(officer, source="x" * 301)
    with pytest.raises(NotAllowed):
        check(make_worker(make_agency(), Role.CASEWORKER))


@pytest.mark.usefixtures("house")
def test_a_sentence_that_names_an_unchecked_law_is_found_in_any_spelling() -> None:
    sentences = [
        "يطلب القسم ذلك وفق نظامِ  حمايه الطفل.",
        "Under the child protection LAW.",
        "الطفل آمن في المدرسة.",
    ]

    assert unchecked_law_in(sentences) == ["نظام حماية الطفل", "Child Protection Law"]
    assert unchecked_law_in(sentences[2:]) == []
    for role in (Role.COURT_WRITER, Role.APPROVER):
        check(make_worker(make_agency(), role))
    assert unchecked_law_in(sentences) == []


@pytest.mark.usefixtures("house")
def test_the_database_refuses_a_check_in_anothers_name_and_without_a_source() -> None:
    first, second = (make_worker(make_agency(), Role.DIRECTOR) for _ in range(2))
    row = check(first)

    with acting(second), pytest.raises(DatabaseError):
        LawCheck(
            code="x", sha256="0" * 64, checked_by_id=first.id, read_at_source="x", checked_at=now()
        ).save(force_insert=True)
    with superuser() as server:
        for change, error in (
            ("read_at_source = ''", psycopg.errors.CheckViolation),
            (f"checked_by_id = '{first.id}'", psycopg.errors.UniqueViolation),
        ):
            server.execute(
                b"INSERT INTO clocks_lawcheck (id, code, sha256, checked_by_id, read_at_source, checked_at) SELECT"
                b" gen_random_uuid(), code, sha256, %s, 'x', checked_at FROM clocks_lawcheck WHERE id = %s"
                b" ON CONFLICT DO NOTHING",
                [second.id, row.pk],
            )
            with pytest.raises(error):
                server.execute(f"UPDATE clocks_lawcheck SET {change}".encode())


def printed_texts() -> list[tuple[str, str]]:
    """Every text that a page, a letter or a document may print: templates, messages, packs and flows, without remarks."""
    package = Path(takatuf.__file__).parent
    found = []
    for ending in ("html", "po", "typ", "txt", "yaml"):
        for path in sorted(package.rglob(f"*.{ending}")):
            if path.is_relative_to(package / "clocks" / "law") or "vendor" in path.parts:
                continue
            lines = path.read_text("utf-8").splitlines()
            # A pack's citation stands beside its limit with the words that nobody has checked it; the glossary says of a
            # statute's word whose word it is, and prints no rule.
            said = [
                line
                for line in lines
                if not line.lstrip().startswith(("#", "cite:", "statute:", "statute_of:"))
            ]
            found.append((str(path.relative_to(package)), "\n".join(said)))
    return found


def test_no_page_letter_or_document_of_the_house_names_a_law_by_itself() -> None:
    names = {plain(name): name for text in law_texts() for name in text.names}

    printed = [(where, plain(text)) for where, text in printed_texts()]
    wrong = [(where, name) for where, text in printed for folded, name in names.items() if folded in text]

    assert wrong == []


def test_a_limit_that_nobody_checked_is_not_said_to_be_law() -> None:
    printed = dict(printed_texts())

    for page in ("desks/templates/desks/step.html", "desks/templates/desks/case_steps.html"):
        assert "Limit said to come from" in printed[page]
