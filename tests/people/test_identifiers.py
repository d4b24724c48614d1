"""Identifiers: one spelling each, whatever way a person or a machine wrote them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from takatuf.people.identifiers import IdentifierKind, account_in, find_identifiers, normalise, platform_of


@pytest.mark.parametrize(
    "value",
    [
        "0500000017",
        "+966500000017",
        "00966 50 000 0017",
        "٠٥٠ ٠٠٠ ٠٠١٧",
        "۰۵۰۰۰۰۰۰۱۷",
        "tel:+966-50-000-0017",
        "966500000017",
    ],
)
def test_a_phone_number_has_one_spelling(value: str) -> None:
    assert normalise("phone", value, region="SA") == "+966500000017"


@pytest.mark.parametrize(
    ("kind", "value", "platform", "expected"),
    [
        ("email", " Wadi.Star@Mail.Example ", "", "wadi.star@mail.example"),
        ("email", "mailto:a@b.example", "", "a@b.example"),
        ("account", "@Wadi_Star", "Instagram", "instagram:wadi_star"),
        ("account", "https://www.instagram.com/Wadi_Star/", "", "instagram:wadi_star"),
        ("account", "wadi_star", "تويتر", "x:wadi_star"),
        ("account", "wadi\u202e_star\u200f", "x", "x:wadi_star"),
        ("account", "نجم الوادي", "", "نجمالوادي"),
        ("url", "HTTPS://WWW.Nakhla.Example:443/U/Abc/?utm_source=x&b=2#top", "", "nakhla.example/U/Abc?b=2"),
        ("url", "nakhla.example/u/%41bc", "", "nakhla.example/u/Abc"),
        ("url", "http://مثال.example/ص", "", "xn--mgbh0fb.example/%D8%B5"),
        ("ip", "2001:0db8:0:0::1", "", "2001:db8::1"),
        ("ip", "::ffff:203.0.113.5", "", "203.0.113.5"),
        ("hash", " AB:CD EF-01 ", "", "abcdef01"),
        ("device", "AA:BB-cc 1", "", "aabbcc1"),
        ("payment", "sa03 8000 0000 6080 1016 7519", "", "SA0380000000608010167519"),
        ("email", "\u200f ", "", ""),
    ],
)
def test_each_kind_has_one_spelling(kind: str, value: str, platform: str, expected: str) -> None:
    assert normalise(kind, value, platform=platform) == expected


def test_the_same_name_on_two_platforms_is_two_accounts() -> None:
    assert normalise("account", "star", platform="x") != normalise("account", "star", platform="tiktok")


@given(st.sampled_from(list(IdentifierKind)), st.text(max_size=60), st.text(max_size=20))
def test_any_text_is_taken_and_a_spelling_is_its_own_spelling(
    kind: IdentifierKind, value: str, platform: str
) -> None:
    once = normalise(kind, value, platform=platform)

    assert isinstance(once, str)
    if kind in (IdentifierKind.EMAIL, IdentifierKind.HASH, IdentifierKind.DEVICE, IdentifierKind.IP):
        assert normalise(kind, once) == once


def test_identifiers_are_found_in_arabic_text_in_reading_order() -> None:
    text = (
        "راسلنا من @wadi_star_77 ومن الرابط https://t.me/wadi_star_77، ثم من الرقم ٠٥٠٠٠٠٠٠١٧ "
        "والبريد wadi@mail.example. الرابط نفسه: https://t.me/wadi_star_77"
    )

    found = find_identifiers(text)

    assert [(each.kind.value, each.value) for each in found] == [
        ("account", "wadi_star_77"),
        ("url", "https://t.me/wadi_star_77"),
        ("phone", "0500000017"),
        ("email", "wadi@mail.example"),
    ]


@pytest.mark.parametrize(
    "text", ["", "عمره 12 سنة منذ 2026", "بلاغ رقم 4471902", "@ مرحبا", "السعر 1,500.00 ريال"]
)
def test_what_is_only_perhaps_an_identifier_is_left_alone(text: str) -> None:
    assert find_identifiers(text) == []


def test_a_profile_link_names_its_account_and_other_links_none() -> None:
    account = account_in("https://www.tiktok.com/@star_9")

    assert account is not None
    assert (account.value, account.platform) == ("star_9", "tiktok")
    assert account_in("https://www.tiktok.com/@star_9/video/1") is None
    assert account_in("https://nakhla.example/star_9") is None
    assert platform_of("https://m.facebook.com/x") == "facebook"


@given(st.text(max_size=200))
def test_finding_never_fails(text: str) -> None:
    assert all(each.value for each in find_identifiers(text))
