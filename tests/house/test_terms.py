"""One word for each thing: every model bears a name of the glossary, or is a technical table with a reason."""

import re

import pytest

from takatuf.kernel.arabic import letters
from takatuf.kernel.terms import TERMS, Term
from tests.house.test_models import own_models

# Tables that nobody in the field speaks of.
TECHNICAL = {
    "ScopeToken": "opens a scope; no login may read it",
    "ScopeKey": "proves who may issue scope tokens",
    "SignInLimit": "counts attempts to sign in",
    "WrappedKey": "the data key of a record",
    "LedgerNode": "hashes of the tree",
    "LedgerWaiting": "lines that the sealer has not come to",
    "ReportKey": "makes a report that is sent twice one",
    "TextToken": "finds reports with the same words",
    "FilingFile": "what a provider says of a file in a filing under way",
    "ProviderKey": "the key with which a provider's machine signs in",
    "HookAnswer": "makes a signed call that is sent twice one",
    "Building": "how far the worker has come with a document",
    "HookCall": "a signed call that waits to be sent",
}
# The design's words whose rooms are not built yet; a word leaves this list when its model is there.
NOT_BUILT = {
    "Link", "HashList", "Match",
    "Indicator",
}  # fmt: skip


def test_every_model_bears_a_word_of_the_glossary() -> None:
    names = {model.__name__ for model in own_models()}

    assert names - TERMS.keys() - TECHNICAL.keys() == set()
    assert TECHNICAL.keys() - names == set()
    assert TECHNICAL.keys() & TERMS.keys() == set()


def test_every_word_is_a_model_or_waits_for_its_room() -> None:
    names = {model.__name__ for model in own_models()}

    assert TERMS.keys() - names == NOT_BUILT


@pytest.mark.parametrize("term", TERMS.values(), ids=lambda term: term.name)
def test_a_term_has_a_plain_name_and_both_languages(term: Term) -> None:
    assert re.fullmatch(r"[A-Z][A-Za-z]+", term.name)
    assert re.fullmatch(r"[a-z' -]+", term.en)
    assert letters(term.ar)
    assert not re.search(r"[A-Za-z]", term.ar)


def test_no_two_things_share_a_word() -> None:
    for said in ([term.ar for term in TERMS.values()], [term.en for term in TERMS.values()]):
        assert len(said) == len(set(said))
