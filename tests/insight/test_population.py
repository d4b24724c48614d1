"""The country's own file of how many children live in each region: read whole, and each fault is named."""

from pathlib import Path

import pytest
import yaml

from takatuf.insight.population import ChildrenFault, read_children
from takatuf.intake.regions import REGIONS

RIGHT = {"year": 2026, "source": {"ar": "جهة الإحصاء", "en": "The statistics office"}, "children": dict.fromkeys(REGIONS, 1000)}  # fmt: skip


def _file(folder: Path, given: object) -> Path:
    path = folder / "children.yaml"
    path.write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8")
    return path


def test_a_file_of_the_country_is_read(tmp_path: Path) -> None:
    found = read_children(_file(tmp_path, RIGHT))

    assert (found.year, found.source_en, found.by_region["SA-01"]) == (2026, "The statistics office", 1000)


@pytest.mark.parametrize(
    "given",
    [
        [],
        {"year": 2026},
        {**RIGHT, "year": "soon"},
        {**RIGHT, "source": {"ar": "جهة الإحصاء"}},
        {**RIGHT, "children": {"SA-01": 1000}},
        {**RIGHT, "children": {**dict.fromkeys(REGIONS, 1000), "XX-99": 5}},
        {**RIGHT, "children": dict.fromkeys(REGIONS, 0)},
        {**RIGHT, "children": dict.fromkeys(REGIONS, "many")},
    ],
)
def test_a_file_with_a_fault_is_refused_whole(tmp_path: Path, given: object) -> None:
    with pytest.raises(ChildrenFault):
        read_children(_file(tmp_path, given))


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "children.yaml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ChildrenFault):
        read_children(path)
