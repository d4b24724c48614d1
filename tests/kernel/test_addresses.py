"""Who really asks: proxies are believed only where they are trusted, and what a client writes itself never is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.kernel.addresses import client_address, network_of, read_networks

PROXIES = read_networks("10.0.0.0/8, 2001:db8:ffff::1")


def test_without_trusted_proxies_the_header_says_nothing() -> None:
    assert client_address("203.0.113.9", "198.51.100.7", ()) == "203.0.113.9"


def test_a_trusted_proxy_names_its_client() -> None:
    assert client_address("10.1.1.1", "198.51.100.7", PROXIES) == "198.51.100.7"
    assert client_address("10.1.1.1", "198.51.100.7, 10.2.2.2", PROXIES) == "198.51.100.7"
    assert client_address("2001:db8:ffff::1", "[2001:db8:1:2::3]:4411", PROXIES) == "2001:db8:1:2::3"


def test_what_a_client_wrote_before_the_proxy_is_not_believed() -> None:
    assert client_address("10.1.1.1", "192.0.2.1, 198.51.100.7", PROXIES) == "198.51.100.7"
    assert client_address("10.1.1.1", "10.3.3.3, rubbish", PROXIES) == "10.1.1.1"


def test_an_address_that_is_none_is_unknown() -> None:
    assert client_address("", "", PROXIES) == "0.0.0.0"
    assert network_of("a socket") == "0.0.0.0"


def test_neighbours_are_one_network_and_others_are_not() -> None:
    assert network_of("198.51.100.7") == network_of("198.51.100.250") != network_of("198.51.101.7")
    assert network_of("2001:db8:1:2::3") == network_of("2001:db8:1:ffff::9") != network_of("2001:db8:2::3")
    assert network_of("::ffff:198.51.100.7") == network_of("198.51.100.7")


def test_a_setting_that_is_no_network_is_refused() -> None:
    with pytest.raises(ValueError, match="proxy"):
        read_networks("10.0.0.1, proxy.example")


@given(st.text(max_size=60), st.text(max_size=200))
def test_no_header_makes_it_fail(peer: str, forwarded: str) -> None:
    client_address(peer, forwarded, PROXIES)
