"""`takatuf check` says whether documents for the court can be signed, and until when."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from django.test import override_settings

from takatuf.config.commands.check import _signer, check
from takatuf.kernel.clock import now
from takatuf.vault.authority import make_demo_authority

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def _key_file(folder: Path, at: datetime) -> Path:
    signer = make_demo_authority(folder / "made", at=at)
    file = folder / "court.p12"
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"court", signer.key, signer.certificate, list(signer.authorities), serialization.BestAvailableEncryption(b"word"),
        )
    )  # fmt: skip
    (folder / "word").write_text("word\n")
    return file


def test_a_house_without_a_signing_key_says_so_and_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert check([_signer]) == 0
    assert "TAKATUF_SIGNER_FILE is not set" in capsys.readouterr().out


@pytest.mark.parametrize(("made_at", "status"), [(None, 0), (LONG_AGO, 1)])
def test_the_certificates_end_is_named(
    made_at: datetime | None, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _key_file(tmp_path, made_at or now() - timedelta(days=30))

    with override_settings(TAKATUF_SIGNER_FILE=file, TAKATUF_SIGNER_PASSPHRASE_FILE=tmp_path / "word"):
        assert check([_signer]) == status

    said = capsys.readouterr().out
    assert ("holds until 20" if status == 0 else "ended on 2021") in said


def test_a_key_that_does_not_open_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _key_file(tmp_path, now())
    (tmp_path / "word").write_text("other")

    with override_settings(TAKATUF_SIGNER_FILE=file, TAKATUF_SIGNER_PASSPHRASE_FILE=tmp_path / "word"):
        assert check([_signer]) == 1

    assert "court.p12" in capsys.readouterr().out
