"""Signing with a key that never leaves its token (SoftHSM stands for a card or an HSM)."""

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typst
from cryptography.hazmat.primitives import serialization

from takatuf.vault.authority import make_demo_authority
from takatuf.vault.hardware import TokenSigner, read_address
from takatuf.vault.signatures import check_signature
from takatuf.vault.signing import SignerUnfit, sign_document
from tests.poppler import run_poppler

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "4711"


@pytest.fixture(scope="module")
def token_signer(tmp_path_factory: pytest.TempPathFactory, in_ci: bool) -> TokenSigner:
    if shutil.which("softhsm2-util") is None or not MODULE.exists():
        assert not in_ci, "SoftHSM is not on this machine (apt-get install softhsm2)"
        pytest.skip("SoftHSM is not on this machine (apt-get install softhsm2).")
    folder = tmp_path_factory.mktemp("token")
    signer = make_demo_authority(folder / "keys", at=AT)
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\n")
    key = signer.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(key)
    patch = pytest.MonkeyPatch()
    patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
    for words in (
        ["--init-token", "--free", "--label", "court", "--so-pin", "0815", "--pin", PIN],
        ["--import", str(folder / "key.pem"), "--token", "court", "--label", "signer", "--id", "01", "--pin", PIN],
    ):  # fmt: skip
        subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)
    (folder / "key.pem").unlink()
    address = read_address(f"pkcs11:token=court;object=signer?module-path={MODULE}")
    return TokenSigner(
        address, signer.certificate, signer.authorities, signer.stamps, signer.revocations, PIN
    )


@pytest.fixture(scope="module")
def drawn() -> bytes:
    source = b'#set document(title: "t", date: datetime(year: 2026, month: 11, day: 23))\n= One page\nWords.'
    return bytes(typst.compile(source, format="pdf", pdf_standards=["a-3a"], ignore_system_fonts=True))


def test_a_token_signs_for_the_long_term_and_poppler_agrees(
    token_signer: TokenSigner, drawn: bytes, tmp_path: Path
) -> None:
    signed = sign_document(drawn, signer=token_signer, reason="r", location="l", name="n", at=AT)

    verdict = check_signature(signed, trust_roots=[token_signer.authorities[-1]], at=AT)
    (tmp_path / "signed.pdf").write_bytes(signed)
    assert verdict.good
    assert verdict.stamped_at == AT
    assert "Signature is Valid" in run_poppler("pdfsig", "-nocert", tmp_path / "signed.pdf")
    assert PIN not in repr(token_signer)


def test_a_wrong_pin_an_absent_token_or_key_sign_nothing(token_signer: TokenSigner, drawn: bytes) -> None:
    for wrong in (
        replace(token_signer, pin="0000"),
        replace(token_signer, address=replace(token_signer.address, token="another")),
        replace(token_signer, address=replace(token_signer.address, module="/no/module.so")),
        replace(token_signer, address=replace(token_signer.address, key="another")),
    ):
        with pytest.raises(SignerUnfit):
            sign_document(drawn, signer=wrong, reason="r", location="l", name="n", at=AT)


@pytest.mark.parametrize("uri", ["", "pkcs11:token=x", "file:/x", "pkcs11:token=x;object=y"])
def test_an_address_that_names_no_key_is_refused(uri: str) -> None:
    with pytest.raises(SignerUnfit):
        read_address(uri)
