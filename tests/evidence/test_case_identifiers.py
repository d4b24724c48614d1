"""Accounts, telephones and addresses of a case in UCO: the right class for each kind, by name only, and accepted by the checker."""

import copy
import json
from pathlib import Path
from uuid import uuid4

import pytest

from takatuf.casework.models import Case
from takatuf.exchange.case.actions import IDENTIFIERS, export_exhibits
from takatuf.exchange.case.identifiers import Known, identifiers_graph
from takatuf.people.identifiers import IdentifierKind
from takatuf.people.queries import IdentifierView
from tests.casework.situations import Country, make_country
from tests.evidence.situations import NOON, case_with_police, seized
from tests.evidence.test_case_uco import accepted
from tests.factories import acting

VALUES = {
    "account": ("blue_falcon_99", "DigitalAccount", "accountIdentifier"),
    "payment": ("W-2207-11", "DigitalAccount", "accountIdentifier"),
    "url": ("https://example.test/a?b=1", "URL", "fullValue"),
    "phone": ("+966501234567", "PhoneAccount", "phoneNumber"),
    "email": ("falcon@example.test", "EmailAddress", "addressValue"),
    "ip": ("192.0.2.7", "IPv4Address", "addressValue"),
    "device": ("IMEI-35-2207", "Device", "serialNumber"),
    "hash": ("ab" * 32, "ObservableObject", ""),
}


def _known(kind: str, value: str) -> Known:
    return Known(IdentifierView(uuid4(), kind, value, "a platform", "subject", "", NOON), "report R-26-1")


def _graph() -> dict[str, object]:
    rows = [_known(kind, value) for kind, (value, _class, _property) in VALUES.items()]
    return identifiers_graph([*rows, _known("ip", "2001:db8::7"), _known("hash", "no hash at all")])


def test_each_kind_has_its_class_and_says_whose_it_is_and_where_it_stands() -> None:
    assert set(VALUES) == {kind.value for kind in IdentifierKind}

    for kind, (value, name, property_name) in VALUES.items():
        (node,) = identifiers_graph([_known(kind, value)])["@graph"]

        assert node["@type"] == f"uco-observable:{name}"
        assert (node["takatuf:whose"], node["takatuf:standsIn"]) == ("subject", "report R-26-1")
        if property_name:
            assert node["uco-core:hasFacet"][0][f"uco-observable:{property_name}"] == value


def test_the_ontologys_own_checker_accepts_them_and_refuses_a_broken_one(tmp_path: Path) -> None:
    graph = _graph()
    broken = copy.deepcopy(graph)
    broken["@graph"][0]["uco-core:hasFacet"][0]["uco-observable:accountIdentifier"] = {  # type: ignore[index]
        "@value": "اسم", "@language": "ar",
    }  # fmt: skip
    for name, content, expected in (("whole", graph, True), ("broken", broken, False)):
        path = tmp_path / f"{name}.jsonld"
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

        ok, said = accepted(path)

        assert ok is expected, said


@pytest.mark.usefixtures("house")
def test_they_leave_by_name_only_and_the_look_at_each_record_is_on_record() -> None:
    country: Country = make_country()
    case: Case = case_with_police(country)
    seized(country, case)
    code = Case.objects.using("keeper").get(pk=case.pk).code

    with acting(country.caseworker) as by:
        withheld = {file.name for file in export_exhibits(case_code=code, with_names=False, by=by, at=NOON)}
        whole = {
            file.name: file.data for file in export_exhibits(case_code=code, with_names=True, by=by, at=NOON)
        }

    assert IDENTIFIERS not in withheld
    values = json.loads(whole[IDENTIFIERS])["@graph"]
    assert {node["takatuf:identifierKind"] for node in values} == {"account", "phone"}
