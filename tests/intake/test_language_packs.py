"""Languages by message files alone: a tiny Urdu pack and a tiny Hindi pack, walked through from the first page to the receipt."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings

from takatuf.agencies.queries import AgencyName
from takatuf.intake.models import Report
from takatuf.kernel.languages import forget_language
from takatuf.web.packs import Pack, PackFault, compile_packs, offer, read_packs
from tests.factories import make_agency
from tests.intake.public_steps import answer, report_of, sent_by, text_of

#: Words of a pack are invented here by marking the English ones: a test needs no translator to see where they stand.
URDU = """msgid ""
msgstr ""
"X-Language-Name: اردو\\n"
"X-Direction: rtl\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Begin a report"
msgstr "رپورٹ شروع کریں"

msgid "What happened?"
msgstr "کیا ہوا؟"

msgctxt "girl"
msgid "Do you know this person?"
msgstr "لڑکی سے: کیا آپ جانتی ہیں؟"

msgctxt "boy"
msgid "Do you know this person?"
msgstr "لڑکے سے: کیا آپ جانتے ہیں؟"

msgid "The children's helpline: %(number)s"
msgstr "نمبر رہ گیا"

msgid "Call <a href=\\"tel:%(emergency_number)s\\">%(number)s</a>."
msgstr "<b>کال</b> <a href=\\"tel:%(emergency_number)s\\">%(number)s</a>"
"""
HINDI = """msgid ""
msgstr ""
"X-Language-Name: हिन्दी\\n"
"X-Direction: ltr\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Begin a report"
msgstr "रिपोर्ट शुरू करें"
"""


def write_pack(folder: Path, code: str, text: str) -> None:
    place = folder / code / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "django.po").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Pack, ...]]:
    """The two packs, offered as the settings offer them at the start of a process."""
    folder, compiled = tmp_path_factory.mktemp("packs"), tmp_path_factory.mktemp("compiled")
    write_pack(folder, "ur", URDU)
    write_pack(folder, "hi", HINDI)
    read = read_packs(folder)
    compile_packs(read, into=compiled)
    offer(read)
    languages = [("ar", "العربية"), ("en", "English"), *((pack.code, pack.name) for pack in read)]
    with override_settings(LANGUAGES=languages, LANGUAGES_BIDI=["ar", "ur"], LOCALE_PATHS=[str(compiled)]):
        yield read
    for pack in read:
        forget_language(pack.code)


@pytest.fixture
def centre(house: None) -> AgencyName:
    return make_agency("centre")


def test_a_language_of_a_pack_stands_on_the_first_page_by_its_own_name(
    client: Client, packs: tuple[Pack, ...]
) -> None:
    home = text_of(client.get("/ar/"))
    ways = text_of(client.get("/en/report/ways/"))

    for page in (home, ways):
        assert '<a href="/ur/report/" lang="ur" dir="rtl"' in page.replace('class="choice go" ', "")
        assert "اردو" in page
        assert "हिन्दी" in page


def test_a_page_of_a_pack_says_what_the_pack_says_and_falls_back_in_its_own_direction(
    client: Client, packs: tuple[Pack, ...]
) -> None:
    urdu, hindi = text_of(client.get("/ur/")), text_of(client.get("/hi/"))

    assert '<html lang="ur" dir="rtl">' in urdu
    assert "رپورٹ شروع کریں" in urdu
    assert "تابع بلاغاً أرسلته" in urdu  # not in the pack: Arabic, which is written in the same direction
    assert '<html lang="hi" dir="ltr">' in hindi
    assert "रिपोर्ट शुरू करें" in hindi
    assert "Follow a report you sent" in hindi
    assert not any(
        "\u0600" <= letter <= "\u06ff" for letter in hindi.replace("العربية", "").replace("اردو", "")
    )


def test_a_report_is_written_and_sent_in_the_language_of_a_pack(
    client: Client, centre: AgencyName, packs: tuple[Pack, ...]
) -> None:
    question = text_of(client.get("/ur/report/child/what/"))
    digits, words = sent_by(client, "parent", "ur")

    assert "کیا ہوا؟" in question
    assert (len(digits), len(words.split())) == (23, 6)
    assert report_of(centre).content.language == "ur"
    assert Report.objects.using("keeper").get().language == "ur"


def test_a_pack_with_both_wordings_asks_a_child_and_one_without_does_not(
    client: Client, centre: AgencyName, packs: tuple[Pack, ...]
) -> None:
    asked = client.get("/ur/report/child/voice/")
    answer(client, "child", "voice", "ur", answer="girl")
    girl = text_of(client.get("/ur/report/child/person/"))
    not_asked = client.get("/hi/report/child/voice/")

    assert asked.status_code == 200
    assert "لڑکی سے" in girl
    assert (not_asked.status_code, not_asked["Location"]) == (302, "/hi/report/child/safe/")


def test_desks_and_advice_answer_in_the_language_that_stands_in_for_a_pack(
    client: Client, packs: tuple[Pack, ...]
) -> None:
    led = {
        path: client.get(path).headers.get("Location", "")
        for path in ("/ur/desk/?a=1", "/ur/accounts/login/", "/hi/learn/", "/hi/figures/")
    }

    assert led == {
        "/ur/desk/?a=1": "/ar/desk/?a=1", "/ur/accounts/login/": "/ar/accounts/login/", "/hi/learn/": "/en/learn/",
        "/hi/figures/": "/en/figures/",
    }  # fmt: skip


def test_a_translation_that_loses_a_number_or_brings_a_mark_is_left_out_and_named(
    client: Client, packs: tuple[Pack, ...]
) -> None:
    urdu = next(pack for pack in packs if pack.code == "ur")
    pause = text_of(client.get("/ur/report/child/pause/"))
    easy = text_of(client.get("/ur/report/easy/"))

    assert len(urdu.left_out) == 2
    assert "116111" in pause
    assert "<b>کال" not in easy


def test_what_is_compiled_can_be_read_by_the_user_to_whom_a_start_as_root_drops(tmp_path: Path) -> None:
    write_pack(tmp_path / "packs", "ur", URDU)

    compile_packs(read_packs(tmp_path / "packs"), into=tmp_path / "home")

    [compiled] = (tmp_path / "home").rglob("*.mo")
    assert compiled.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    ("code", "text", "says"),
    [
        ("urd", URDU, "two letters"),
        ("ar", URDU, "other than ar and en"),
        ("ur", URDU.replace("X-Direction: rtl", "X-Direction: up"), "X-Direction"),
        ("ur", URDU.replace("plural=(n != 1)", "plural=(n !! 1)"), "Plural-Forms"),
        ("ur", URDU + '\nmsgid "open', "not closed"),
    ],
)
def test_a_pack_that_cannot_be_used_is_named_with_its_fault(
    tmp_path: Path, code: str, text: str, says: str
) -> None:
    write_pack(tmp_path, code, text)

    with pytest.raises(PackFault, match=says):
        read_packs(tmp_path)


def test_a_folder_named_in_the_surroundings_is_all_that_a_new_language_needs(tmp_path: Path) -> None:
    """A process of its own, as it is started: no test's hand stands between the folder and the page."""
    write_pack(tmp_path / "packs", "ur", URDU)
    script = (
        "import django; django.setup(); from django.test import Client;"
        " print(Client().get('/ur/report/easy/').content.decode())"
    )
    surroundings = {
        **os.environ, "TAKATUF_LANGUAGES": str(tmp_path / "packs"), "DJANGO_SETTINGS_MODULE": "takatuf.config.settings",
    }  # fmt: skip

    done = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", script],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert '<html lang="ur" dir="rtl">' in done.stdout, done.stderr[-2_000:]
