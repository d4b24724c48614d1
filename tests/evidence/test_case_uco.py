"""Exhibits in CASE/UCO: what leaves, what is withheld, and whether the ontology's own checker accepts it."""

import copy
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from takatuf.casework.models import Case
from takatuf.config.cli import main
from takatuf.evidence.case_uco import exhibit_graph, graph_json
from takatuf.evidence.models import ExhibitKind
from takatuf.evidence.queries import ExhibitRow, exhibits_of
from takatuf.evidence.rules import Custody
from takatuf.exchange.case.actions import export_exhibits
from takatuf.kernel.errors import NotAllowed, NotFound
from takatuf.ledger.models import LedgerEntry
from tests.casework.situations import Country, make_country
from tests.evidence.situations import DAY, NOON, case_with_police, hand_over, record, seized
from tests.factories import acting, make_agency, make_worker

pytestmark = pytest.mark.usefixtures("house")
UUID_PART = r"-[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$"


@pytest.fixture
def country() -> Country:
    return make_country()


@pytest.fixture
def case(country: Country) -> Case:
    return case_with_police(country)


def rows_of(country: Country, case: Case) -> list[ExhibitRow]:
    with acting(country.caseworker) as by:
        return exhibits_of(case.record_id, by=by)


def with_chain(country: Country, case: Case) -> list[ExhibitRow]:
    phone = seized(country, case)
    seized(
        country, case, kind=ExhibitKind.FILE, made_from=phone.pk, description="صورة القرص", sha256="12" * 32
    )
    seized(
        country, case, kind=ExhibitKind.PAPER, description="محضر ورقي", sha256="", sha1="", md5="", size=None
    )
    record(country, phone.pk, hand_over(country, at=NOON + DAY))
    return rows_of(country, case)


def nodes(graph: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [node for node in graph["@graph"] if node["@type"].endswith(f":{kind}")]


def test_the_chain_is_told_in_its_order_with_hashes_and_ledger_lines(country: Country, case: Case) -> None:
    row = with_chain(country, case)[0]

    graph = exhibit_graph(row, case_code="C-26-1")

    seizure, handed = nodes(graph, "InvestigativeAction")
    (provenance,), (item,) = nodes(graph, "ProvenanceRecord"), nodes(graph, "Device")
    assert (seizure["uco-core:name"], handed["uco-core:name"]) == ("seized", "handed over")
    assert handed["case-investigation:wasInformedBy"] == {"@id": seizure["@id"]}
    assert handed["takatuf:ledgerEntry"] == str(row.custody[1].entry_id)
    assert provenance["case-investigation:exhibitNumber"] == "C-26-1-1"
    (facet,) = item["uco-core:hasFacet"]
    assert [one["uco-types:hashMethod"] for one in facet["uco-observable:hash"]] == ["SHA256", "SHA1", "MD5"]
    assert facet["uco-observable:hash"][0]["uco-types:hashValue"]["@value"] == "AB" * 32


def test_nothing_but_the_context_inside_is_needed_and_the_same_exhibit_has_the_same_names(
    country: Country, case: Case
) -> None:
    row = with_chain(country, case)[0]

    graph = exhibit_graph(row, case_code="C-26-1")

    assert isinstance(graph["@context"], dict)
    assert all(isinstance(value, str) for value in graph["@context"].values())
    assert graph_json(graph) == graph_json(exhibit_graph(row, case_code="C-26-1"))
    names = [node["@id"] for node in graph["@graph"]]
    assert len(set(names)) == len(names)
    assert all(re.search(UUID_PART, name) for name in names)


def test_names_places_and_reasons_are_withheld_unless_asked_for(country: Country, case: Case) -> None:
    row = with_chain(country, case)[0]

    withheld = graph_json(exhibit_graph(row, case_code="C-26-1")).decode()
    whole = graph_json(exhibit_graph(row, case_code="C-26-1", withhold=False)).decode()

    for word in ("سالم", "خبيرة", "صاحب الهاتف", "مركز الشرطة", "أمر تفتيش", "مستودع", "محضر رقم 12"):
        assert word not in withheld
    assert "خبيرة المختبر" in whole
    assert "مركز الشرطة" in whole
    assert "هاتف أسود اللون" in withheld


def test_the_export_is_on_record_and_for_those_who_keep_exhibits(
    country: Country, case: Case, tmp_path: Path
) -> None:
    with_chain(country, case)
    code = Case.objects.using("keeper").get(pk=case.pk).code

    with acting(country.duty) as by:
        files = export_exhibits(case_code=code, with_names=False, by=by, at=NOON + 2 * DAY)
        kinds = list(LedgerEntry.objects.filter(record_id=case.record_id).values_list("kind", flat=True))
    with acting(make_worker(make_agency())) as by, pytest.raises((NotFound, NotAllowed)):
        export_exhibits(case_code=code, with_names=False, by=by, at=NOON)

    assert [file.name for file in files] == [f"exhibit-{number}.case.jsonld" for number in (1, 2, 3)]
    assert "exhibits.exported" in kinds
    assert main(["export", "case", code, "--as", "nobody", "--out", str(tmp_path)]) == 1


def accepted(path: Path) -> tuple[bool, str]:
    """What the ontology's own checker says; without its extra there is nothing to ask."""
    if find_spec("case_utils") is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
            "The extra `case` is not installed: TAKATUF_EXTRAS=case sh tools/setup.sh dev brings it."
        )
    done = subprocess.run(
        [str(Path(sys.executable).with_name("case_validate")), "--built-version", "case-1.5.0", str(path)],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    return done.returncode == 0, done.stdout + done.stderr


def test_the_ontologys_own_checker_accepts_what_leaves(country: Country, case: Case, tmp_path: Path) -> None:
    rows = with_chain(country, case)
    withheld = [exhibit_graph(row, case_code="C-26-1") for row in rows]
    together = withheld[0] | {"@graph": [node for graph in withheld for node in graph["@graph"]]}
    whole = exhibit_graph(rows[0], case_code="C-26-1", withhold=False)
    for name, graph in (("withheld", together), ("whole", whole)):
        path = tmp_path / f"{name}.jsonld"
        path.write_bytes(graph_json(graph))

        ok, said = accepted(path)

        assert ok, said
        assert "Conforms: True" in said


def test_the_ontologys_own_checker_refuses_a_broken_graph(
    country: Country, case: Case, tmp_path: Path
) -> None:
    broken = copy.deepcopy(exhibit_graph(with_chain(country, case)[0], case_code="C-26-1"))
    nodes(broken, "ProvenanceRecord")[0]["uco-core:description"] = {"@value": "هاتف", "@language": "ar"}
    path = tmp_path / "broken.jsonld"
    path.write_bytes(graph_json(broken))

    ok, said = accepted(path)

    assert not ok
    assert "Conforms: False" in said


def test_every_kind_of_exhibit_and_step_has_its_class(country: Country, case: Case) -> None:
    from takatuf.evidence.case_uco import _CLASSES, _STEPS

    assert set(_CLASSES) == set(ExhibitKind)
    assert set(_STEPS) == set(Custody)
