"""`takatuf agency add`, and what `takatuf check` says of a house in which nobody reads yet."""

import pytest

from takatuf.agencies.queries import agency_by_code
from takatuf.config.cli import main
from takatuf.config.commands.check import CheckFailed, _reader
from takatuf.ledger.models import LedgerEntry

Said = pytest.CaptureFixture[str]
ADD = ["agency", "add", "centre", "--sector", "hotline", "--name", "المركز", "--name-en", "The centre"]
USER = ["user", "huda", "--agency", "centre", "--role", "triage_officer", "--name", "هدى"]


def test_from_an_empty_house_to_somebody_who_reads(house: None, capsys: Said) -> None:
    with pytest.raises(CheckFailed, match="No agency has the code 'centre'"):
        _reader()
    assert main(ADD) == 0
    with pytest.raises(CheckFailed, match="Nobody at centre reads reports"):
        _reader()
    assert main(USER) == 0

    assert _reader() == "Reports of the public go to centre, where somebody reads them."
    assert (agency_by_code("centre").name_en, agency_by_code("centre").sector) == ("The centre", "hotline")
    assert LedgerEntry.objects.filter(kind="agency.added").count() == 1
    capsys.readouterr()
    assert main(["agency", "list"]) == 0
    assert "centre  hotline  المركز  has a desk" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([*ADD[:2], "The Centre", *ADD[3:]], "make a code"),
        ([*ADD[:4], "moon", *ADD[5:]], "There is no sector 'moon'; there are: hotline, social"),
        ([*ADD[:6], "", *ADD[7:]], "cannot be used"),
        ([*ADD, "--duty-contact", "0" * 101], "1 to 100 characters"),
    ],
)
def test_an_agency_that_cannot_be_is_refused_in_a_sentence(
    house: None, capsys: Said, words: list[str], said: str
) -> None:
    assert main(words) == 1

    assert said in capsys.readouterr().err
    assert main(ADD) == 0


def test_a_code_is_given_once(house: None, capsys: Said) -> None:
    main(ADD)

    assert main(ADD) == 1
    assert "already" in capsys.readouterr().err
