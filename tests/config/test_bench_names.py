"""Every name that a developer or the Makefile may ask for is measured by something."""

import re
from pathlib import Path

import pytest

from takatuf.config.commands import bench

MAKEFILE = Path(__file__).parents[2] / "Makefile"
# Of parts of the product that are not there yet; the command says so.
NOT_BUILT = {"link", "match"}


def test_every_name_is_measured_or_said_to_be_not_built() -> None:
    assert set(bench.NAMES) - {*bench.PARTS, *bench.PARTS_ALONE} == NOT_BUILT


def test_the_makefile_asks_for_names_that_there_are() -> None:
    asked = re.findall(r"takatuf bench (\w+)", MAKEFILE.read_text())

    assert "soak" in asked
    assert [name for name in asked if name != "all" and name not in {*bench.PARTS, *bench.PARTS_ALONE}] == []


def test_an_unknown_name_is_answered_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.bench(name="everything", as_json=False, scale=1) == 3

    assert "no such name; there are intake, lookup" in capsys.readouterr().err
