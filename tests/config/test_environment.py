"""Settings: each bad one gives a sentence that names its variable."""

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from takatuf.config.cli import main
from takatuf.config.environment import CHECKOUT, BadSetting, Environment, parts_of, read_environment
from takatuf.config.keys import ensure_key_files
from takatuf.vault.keyring import Keyring

HOME = {"TAKATUF_HOME": "/srv/takatuf-test/home", "TAKATUF_KEYS": "/srv/takatuf-test/keys"}
URLS = dict.fromkeys(("DATABASE_URL", "DATABASE_KEEPER_URL"), "postgresql://x@localhost/takatuf")
BAD: dict[str, tuple[Mapping[str, str], str]] = {
    "calendars that are none": ({"TAKATUF_CALENDARS": "lunar"}, "TAKATUF_CALENDARS"),
    "an unknown mode": ({"TAKATUF_MODE": "live"}, "TAKATUF_MODE"),
    "a home in the checkout": ({"TAKATUF_HOME": str(CHECKOUT / "state")}, "TAKATUF_HOME"),
    "keys in the checkout": ({"TAKATUF_KEYS": str(CHECKOUT / "keys")}, "TAKATUF_KEYS"),
    "keys in the home, in production": ({"TAKATUF_MODE": "production", "TAKATUF_KEYS": "/srv/takatuf-test/home/keys"}, "TAKATUF_KEYS"),
    "one database address of three": ({"DATABASE_URL": "postgresql://x@localhost/y"}, "DATABASE_KEEPER_URL"),
    "a keeper without the pages' login": ({"DATABASE_KEEPER_URL": "postgresql://x@localhost/y"}, "DATABASE_URL"),
    "an administrator alone": ({"DATABASE_ADMIN_URL": "postgresql://x@localhost/y"}, "DATABASE_URL"),
    "another kind of database": ({**URLS, "DATABASE_URL": "mysql://x@localhost/y"}, "DATABASE_URL"),
    "an address with a wrong port": ({**URLS, "DATABASE_URL": "postgresql://x@localhost:seven/y"}, "DATABASE_URL"),
    "an address without a database": ({**URLS, "DATABASE_KEEPER_URL": "postgresql://x@localhost"}, "DATABASE_KEEPER_URL"),
    "a passphrase file that is not there": ({"TAKATUF_KEYS_PASSPHRASE_FILE": "/srv/takatuf-test/none"}, "TAKATUF_KEYS_PASSPHRASE_FILE"),
    "a passphrase file without a word": ({"TAKATUF_KEYS_PASSPHRASE_FILE": "/dev/null"}, "TAKATUF_KEYS_PASSPHRASE_FILE"),
    "addresses of two databases": ({**URLS, "DATABASE_ADMIN_URL": "postgresql://postgres@localhost/postgres"}, "the same database"),
    "children of regions that are not there": ({"TAKATUF_CHILDREN_BY_REGION": "/srv/takatuf-test/none.yaml"}, "TAKATUF_CHILDREN_BY_REGION"),
    "a glossary that is not there": ({"TAKATUF_GLOSSARY": "/srv/takatuf-test/none.yaml"}, "TAKATUF_GLOSSARY"),
    "an odd answer to yes or no": ({"TAKATUF_HTTPS": "maybe"}, "TAKATUF_HTTPS"),
    "half a single sign-on": ({"TAKATUF_OPENID_SERVER": "https://sso.example"}, "TAKATUF_OPENID_CLIENT"),
    "a name that is no database": ({"TAKATUF_DATABASE_NAME": 'x"; DROP'}, "TAKATUF_DATABASE_NAME"),
    "a proxy that is no address": ({"TAKATUF_TRUSTED_PROXIES": "10.0.0.1, proxy.example"}, "TAKATUF_TRUSTED_PROXIES"),
    "a calm rate of nothing": ({"TAKATUF_CALM_SITE": "0"}, "TAKATUF_CALM_SITE"),
    "a calm rate that is no number": ({"TAKATUF_CALM_NETWORK": "many"}, "TAKATUF_CALM_NETWORK"),
    "an epsilon that hides nothing": ({"TAKATUF_MONTHLY_EPSILON": "8"}, "TAKATUF_MONTHLY_EPSILON"),
    "a burst below nothing": ({"TAKATUF_BURST_NETWORK": "-3"}, "TAKATUF_BURST_NETWORK"),
    "a public address with a path": ({"TAKATUF_PUBLIC_URL": "https://report.example.org/ar"}, "TAKATUF_PUBLIC_URL"),
    "a public address that is none": ({"TAKATUF_PUBLIC_URL": "report.example.org"}, "TAKATUF_PUBLIC_URL"),
    "a gateway without its secret": ({"TAKATUF_GATEWAY_URL": "https://gateway.example"}, "TAKATUF_GATEWAY_SECRET_FILE"),
    "a secret without its gateway": ({"TAKATUF_GATEWAY_SECRET_FILE": "/srv/none"}, "TAKATUF_GATEWAY_URL"),
    "a gateway in the open": ({"TAKATUF_GATEWAY_URL": "http://gateway.example", "TAKATUF_GATEWAY_SECRET_FILE": "/srv/none"}, "https://"),
    "a gateway with a wrong port": ({"TAKATUF_GATEWAY_URL": "https://g.example:x", "TAKATUF_GATEWAY_SECRET_FILE": "/srv/none"}, "TAKATUF_GATEWAY_URL"),
    "a gateway's secret that is not there": ({"TAKATUF_GATEWAY_URL": "https://g.example", "TAKATUF_GATEWAY_SECRET_FILE": "/srv/none"}, "cannot be read"),
    "a gateway's secret that is none": ({"TAKATUF_GATEWAY_URL": "https://g.example", "TAKATUF_GATEWAY_SECRET_FILE": __file__}, "whsec_"),
    "a single sign-on in the open": (
        {"TAKATUF_OPENID_SERVER": "http://sso.example", "TAKATUF_OPENID_CLIENT": "c", "TAKATUF_OPENID_SECRET": "s"}, "https://",
    ),
    "time stamps from a file": ({"TAKATUF_STAMP_URL": "file:///etc/passwd"}, "TAKATUF_STAMP_URL"),
    "a ledger's name with a scheme": ({"TAKATUF_LEDGER_ORIGIN": "https://report.example.org/ledger"}, "TAKATUF_LEDGER_ORIGIN"),
    "a ledger's name that breaks a note": ({"TAKATUF_LEDGER_ORIGIN": "report.example.org/a+b"}, "TAKATUF_LEDGER_ORIGIN"),
    "any host at all": ({"TAKATUF_HOSTS": "*"}, "TAKATUF_HOSTS"),
    "a host with a port": ({"TAKATUF_HOSTS": "report.example.org:443"}, "TAKATUF_HOSTS"),
    "an exit that is no address": ({"TAKATUF_QUICK_EXIT_URL": "javascript:alert(1)"}, "TAKATUF_QUICK_EXIT_URL"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_setting_is_named_in_one_sentence(name: str) -> None:
    variables, named = BAD[name]

    with pytest.raises(BadSetting) as refusal:
        read_environment({**HOME, **variables})

    sentence = str(refusal.value)
    assert named in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_without_any_setting_the_defaults_hold() -> None:
    environment = read_environment({"HOME": "/srv/nobody"})

    assert environment.mode == "demo"
    assert environment.database_url is None
    assert not environment.https
    assert not environment.home.is_relative_to(CHECKOUT)
    assert not environment.keys.is_relative_to(environment.home)


def test_hosts_are_named_with_or_without_spaces_between() -> None:
    hosts = read_environment({**HOME, "TAKATUF_HOSTS": "report.example.org, .takatuf.example,[::1]"}).hosts

    assert hosts == ("report.example.org", ".takatuf.example", "[::1]")


def test_a_ledger_bears_the_name_that_its_country_gives_it() -> None:
    named = read_environment({**HOME, "TAKATUF_LEDGER_ORIGIN": "report.example.org/ledger"})

    assert named.ledger_origin == "report.example.org/ledger"
    assert read_environment(HOME).ledger_origin == "takatuf.local/ledger"


def test_production_is_served_by_https_unless_said_otherwise() -> None:
    assert read_environment({**HOME, "TAKATUF_MODE": "production"}).https
    assert not read_environment({**HOME, "TAKATUF_MODE": "production", "TAKATUF_HTTPS": "0"}).https


def _production(tmp_path: Path, **more: str) -> Environment:
    variables = {
        "TAKATUF_MODE": "production",
        "TAKATUF_HOME": str(tmp_path / "home"),
        "TAKATUF_KEYS": str(tmp_path / "keys"),
    }
    return read_environment(variables | more)


def test_production_refuses_a_keyring_without_a_passphrase(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="TAKATUF_KEYS_PASSPHRASE_FILE"):
        ensure_key_files(_production(tmp_path))

    assert not (tmp_path / "keys").exists()


def test_production_refuses_a_plain_keyring_that_is_there(tmp_path: Path) -> None:
    Keyring.create(tmp_path / "keys")
    secret = tmp_path / "passphrase"
    secret.write_text("a passphrase of many words\n", encoding="utf-8")

    with pytest.raises(BadSetting, match="plain file"):
        ensure_key_files(_production(tmp_path, TAKATUF_KEYS_PASSPHRASE_FILE=str(secret)))


def test_production_takes_a_sealed_keyring(tmp_path: Path) -> None:
    secret = tmp_path / "passphrase"
    secret.write_text("a passphrase of many words\n", encoding="utf-8")

    ensure_key_files(_production(tmp_path, TAKATUF_KEYS_PASSPHRASE_FILE=str(secret)))

    assert not Keyring.load(tmp_path / "keys", "a passphrase of many words").is_plain


def test_a_plain_keyring_is_sealed_by_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Keyring.create(tmp_path / "keys")
    secret = tmp_path / "passphrase"
    secret.write_text("a passphrase of many words\n", encoding="utf-8")
    monkeypatch.setenv("TAKATUF_KEYS", str(tmp_path / "keys"))

    assert main(["keys", "seal", str(secret)]) == 0

    sealed = Keyring.load(tmp_path / "keys", "a passphrase of many words")
    assert not sealed.is_plain
    assert sealed.active_id == plain.active_id
    ensure_key_files(_production(tmp_path, TAKATUF_KEYS_PASSPHRASE_FILE=str(secret)))


def test_no_keyring_is_sealed_by_an_empty_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Keyring.create(tmp_path / "keys")
    (tmp_path / "empty").write_text("\n", encoding="utf-8")
    monkeypatch.setenv("TAKATUF_KEYS", str(tmp_path / "keys"))

    assert main(["keys", "seal", str(tmp_path / "empty")]) == 1

    assert Keyring.load(tmp_path / "keys").is_plain


def test_a_bad_setting_ends_a_command_with_its_sentence_and_no_traceback() -> None:
    for command in (["work", "--once"], ["check"], ["demo", "--code"], ["serve"]):
        done = subprocess.run(
            [sys.executable, "-m", "takatuf.config.cli", *command], capture_output=True, text=True, check=False, cwd="/",
            env={"PATH": "/usr/bin:/bin", "TAKATUF_MODE": "live", **HOME},
        )  # fmt: skip

        assert done.returncode == 1, done.stderr
        assert "TAKATUF_MODE" in done.stderr
        assert "Traceback" not in done.stderr


def test_an_address_is_taken_apart_with_its_escapes() -> None:
    parts = parts_of(
        "postgresql://us%40er:pa%2Fss@db.example:6432/ta%20katuf?sslmode=verify-full&host=/run/pg"
    )

    assert parts["USER"] == "us@er"
    assert parts["PASSWORD"] == "pa/ss"
    assert parts["HOST"] == "/run/pg"
    assert parts["PORT"] == 6432
    assert parts["NAME"] == "ta katuf"
    assert parts["OPTIONS"] == {"sslmode": "verify-full"}


def test_a_password_is_in_no_message_and_no_repr() -> None:
    secret = "p4ss-w0rd-of-the-database"
    environment = read_environment(
        {
            **HOME,
            **dict.fromkeys(URLS, f"postgresql://x:{secret}@localhost/y"),
            "TAKATUF_KEYS_PASSPHRASE": secret,
        }
    )
    with pytest.raises(BadSetting) as refusal:
        read_environment({**HOME, **URLS, "DATABASE_URL": f"mysql://x:{secret}@localhost/y"})

    shown = io.StringIO()
    print(environment, repr(environment), refusal.value, file=shown)
    assert secret not in shown.getvalue()


def test_outside_the_tests_passwords_are_made_slow_to_guess() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from takatuf.config.settings import PASSWORD_HASHERS as names; print(names)"],
        capture_output=True, text=True, check=True, cwd=CHECKOUT, env={"PATH": "/usr/bin:/bin", "TAKATUF_MODE": "demo", **HOME},
    )  # fmt: skip

    assert done.stdout.strip() == "['django.contrib.auth.hashers.ScryptPasswordHasher']"


def test_the_tests_never_touch_the_house_whose_addresses_are_set(tmp_path: Path) -> None:
    program = "import tests.plugin, os; print([name for name in os.environ if name.startswith('DATABASE_')])"
    surroundings = {
        name: value for name, value in os.environ.items() if not name.startswith(("TAKATUF_TEST_", "PYTEST_"))
    }
    surroundings |= {"TAKATUF_TEST_ROOT": str(tmp_path), "TAKATUF_TEST_PASSWORD": "of no house"}
    real = dict.fromkeys([*URLS, "DATABASE_ADMIN_URL"], "postgresql://x@localhost/a_real_house")

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=CHECKOUT, env=surroundings | real
    )  # fmt: skip

    assert done.stdout.strip() == "[]"
