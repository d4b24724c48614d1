"""`takatuf provider` and `takatuf gateway`: what is printed once, what is refused, and that an ended key opens nothing."""

import re

import pytest
from django.test import Client

from takatuf.config.cli import main
from takatuf.exchange.models import ProviderKey
from tests.exchange.gateway_calls import Gateway, call
from tests.factories import make_agency

Said = pytest.CaptureFixture[str]


@pytest.fixture
def centre(house: None):  # type: ignore[no-untyped-def]
    return make_agency("centre")


def send(key: str) -> int:
    headers = {"Authorization": f"Bearer {key}"}
    report = {"narrative": f"Neutral words {key[:9]}."}
    return (
        Client(headers=headers).post("/api/v1/reports", report, content_type="application/json").status_code
    )


def key_in(said: str) -> str:
    found = re.search(r"tk_[a-z0-9]{12}_[A-Za-z0-9_-]{43}", said)
    assert found is not None
    return found[0]


def test_a_provider_is_registered_and_its_key_is_shown_once(centre: object, capsys: Said) -> None:
    assert main(["provider", "list"]) == 0
    nothing = capsys.readouterr().out
    assert main(["provider", "add", "wadi-chat", "--name", "شركة الوادي", "--agency", "centre"]) == 0
    key = key_in(capsys.readouterr().out)
    assert main(["provider", "list"]) == 0
    listed = capsys.readouterr().out

    assert "No provider is registered" in nothing
    assert "wadi-chat  شركة الوادي  reports to centre" in listed
    assert key[3:15] in listed
    assert key[16:] not in listed
    assert send(key) == 201


def test_a_second_key_holds_beside_the_first_until_one_is_ended(centre: object, capsys: Said) -> None:
    main(["provider", "add", "wadi-chat", "--name", "Wadi"])
    first = key_in(capsys.readouterr().out)
    main(["provider", "key", "wadi-chat"])
    second = key_in(capsys.readouterr().out)
    main(["provider", "key", "wadi-chat", "--reads-only"])
    reading = key_in(capsys.readouterr().out)

    assert [send(first), send(second), send(reading)] == [201, 201, 403]
    assert main(["provider", "end-key", "wadi-chat", first]) == 0
    assert [send(first), send(second)] == [401, 200]
    assert main(["provider", "end-key", "wadi-chat", second[3:15]]) == 0
    assert send(second) == 401
    capsys.readouterr()
    main(["provider", "list"])
    assert capsys.readouterr().out.count("ended 20") == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["add", "Wadi Chat", "--name", "x"], "The code 'Wadi Chat' cannot be used"),
        (["add", "wadi", "--name", " "], "The name cannot be used"),
        (["add", "wadi", "--name", "a\u202eb"], "The name cannot be used"),
        (["add", "wadi", "--name", "x", "--agency", "none"], "There is no agency with the code 'none'."),
        (["add", "taken", "--name", "x"], "There is a provider with the code 'taken' already."),
        (["key", "nobody"], "There is no provider with the code 'nobody'"),
        (["end-key", "taken", "nothing"], "The provider taken has no key of the name 'nothing'."),
        (["end-key", "taken", "{ended}"], "has ended already."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    arguments: list[str], sentence: str, centre: object, capsys: Said
) -> None:
    main(["provider", "add", "taken", "--name", "Taken"])
    ended = key_in(capsys.readouterr().out)[3:15]
    main(["provider", "end-key", "taken", ended])

    status = main(["provider", *[argument.format(ended=ended) for argument in arguments]])

    assert status == 1
    assert sentence in capsys.readouterr().err
    assert ProviderKey.objects.using("keeper").count() == 1


def test_a_gateway_is_opened_given_secrets_and_closed(centre, capsys: Said) -> None:  # type: ignore[no-untyped-def]
    assert main(["gateway", "open", "sms"]) == 0
    said = re.search(r"Secret ([a-z0-9]+): (whsec_\S+)", capsys.readouterr().out)
    assert said is not None
    gateway = Gateway("sms", centre, said[2])

    linked = call(gateway, {"from": "1", "text": "words"}).json()
    assert main(["gateway", "open", "sms", "--take-reports"]) == 0
    opened = capsys.readouterr().out
    received = call(gateway, {"from": "2", "text": "words"}).json()
    assert main(["gateway", "secret", "sms"]) == 0
    assert main(["gateway", "end-secret", "sms", said[1]]) == 0
    ended = call(gateway, {"from": "3", "text": "words"}).status_code
    capsys.readouterr()
    main(["gateway", "list"])
    listed = capsys.readouterr().out

    assert (linked["outcome"], received["outcome"], ended) == ("answered", "received", 401)
    assert "whsec_" not in opened
    assert "sms  centre  takes reports" in listed
    assert f"{said[1]}  ended" in listed
    assert main(["gateway", "close", "sms"]) == 0
    assert main(["gateway", "close", "sms"]) == 1
    assert "is not open" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["open", "fax"], "There is no gateway 'fax'; there are: email, sms, whatsapp, telephone."),
        (["open", "sms", "--agency", "none"], "There is no agency with the code 'none'."),
        (["secret", "email"], "Open it first"),
        (["end-secret", "sms", "none"], "The gateway sms has no secret of the name 'none'."),
    ],
)
def test_what_a_gateway_cannot_is_said_in_a_sentence(
    arguments: list[str], sentence: str, centre: object, capsys: Said
) -> None:
    assert main(["gateway", *arguments]) == 1
    assert sentence in capsys.readouterr().err
