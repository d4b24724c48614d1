"""The quick ways for plain spellings give what the general way gives."""

import ipaddress

import idna
from hypothesis import given
from hypothesis import strategies as st

from takatuf.people import identifiers


@given(st.text(alphabet="abcxyz019-.", max_size=30))
def test_a_plain_host_is_its_own_form(host: str) -> None:
    if identifiers._PLAIN_HOST.fullmatch(host):
        assert idna.encode(host, uts46=True).decode() == host


@given(
    st.from_regex(r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}", fullmatch=True)
    | st.text(alphabet="0123456789.", max_size=16)
)
def test_a_plain_address_is_its_own_form(text: str) -> None:
    if identifiers._PLAIN_IPV4.fullmatch(text):
        assert str(ipaddress.ip_address(text)) == text


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=40))
def test_a_plain_path_is_its_own_form(path: str) -> None:
    from urllib.parse import quote, unquote

    if identifiers._PLAIN_PATH.fullmatch(path):
        assert quote(unquote(path), safe=identifiers._SAFE) == path


@given(st.text(alphabet=st.characters(max_codepoint=300), max_size=40))
def test_tidying_plain_text_only_joins_its_spaces(text: str) -> None:
    import unicodedata

    from takatuf.kernel.arabic import european_digits, without_bidi_controls

    plain = unicodedata.normalize("NFKC", without_bidi_controls(text))
    kept = "".join(letter for letter in plain if letter.isspace() or unicodedata.category(letter) != "Cc")
    assert identifiers._tidy(text) == " ".join(european_digits(kept).split())


@given(
    st.from_regex(r"https?://(www\.)?[a-z0-9.-]{1,12}(/[A-Za-z0-9/._~-]{0,12})?", fullmatch=True)
    | st.text(alphabet="htps:/w.a-1?#%é", max_size=30)
)
def test_a_plain_link_is_read_as_by_its_parts(link: str) -> None:
    assert identifiers._url(link) == identifiers._url_of_parts(link)
