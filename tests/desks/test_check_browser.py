"""The page that checks documents, without scripts too, and the witnesses' page, in the real browser: axe, both languages, phone and desk."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser

from takatuf.agencies.scope import system_scope
from takatuf.config.commands.country import make_country
from takatuf.config.commands.work import seal_everything
from takatuf.exchange.witnesses.actions import enrol_witness
from takatuf.kernel.clock import now
from takatuf.ledger.actions import take_cosignatures, write
from takatuf.ledger.notes import COSIGNATURE, cosign, vkey
from takatuf.ledger.queries import newest_checkpoint
from takatuf.vault.ledger_keys import LedgerSigner
from tests.browsing import complaints_of, look, open_window, press
from tests.court.situations import AT, a_case, a_signed
from tests.desks.people import PASSWORD, SECRET
from tests.desks.serving import served
from tests.desks.test_check_page import Signed
from tests.factories import acting, make_agency

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("house")]
LOOKS = [("ar", 390), ("en", 390), ("ar", 1280), ("en", 1280)]


def signed() -> Signed:
    """A signed document, made in a thread of its own: the browser's loop holds this one, and signing needs a loop too."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(_sign).result()


def _sign() -> Signed:
    from takatuf.court.proofs import proof_of
    from takatuf.court.queries import open_document

    here = a_case()
    submission = a_signed(here)
    with acting(here.writer) as by:
        one = Signed(
            here, submission, open_document(submission, by=by, at=AT), proof_of(submission, by=by, at=AT)
        )
    connections.close_all()
    return one


def test_a_lay_person_checks_a_document_in_both_languages(browser: Browser, tmp_path: Path) -> None:
    one = signed()
    (tmp_path / "submission.pdf").write_bytes(one.pdf)
    (tmp_path / "changed.pdf").write_bytes(one.pdf[:900] + b"X" + one.pdf[901:])
    (tmp_path / "proof.json").write_text(json.dumps(one.proof))
    (tmp_path / "figures.json").write_text('{"format":"takatuf-figures/1"}')
    findings: list[str] = []
    complaints: list[str] = []
    with served() as address:
        for language, width in LOOKS:
            window = open_window(browser, address, width, scripts=True)
            page = window.new_page()
            complaints += complaints_of(page)
            page.goto(f"{address}/{language}/check/")
            findings += look(page, f"check-{language}-{width}")
            page.set_input_files("input[name=signed]", str(tmp_path / "submission.pdf"))
            page.set_input_files("input[name=proof]", str(tmp_path / "proof.json"))
            press(page, page.locator("form button.btn"))
            findings += look(page, f"check-genuine-{language}-{width}")
            assert page.locator("ul.checked").is_visible()
            page.set_input_files("input[name=signed]", str(tmp_path / "changed.pdf"))
            press(page, page.locator("form button.btn"))
            findings += look(page, f"check-changed-{language}-{width}")
            press(page, page.locator("form button.btn"))
            findings += look(page, f"check-empty-{language}-{width}")
            page.set_input_files("input[name=signed]", str(tmp_path / "figures.json"))
            press(page, page.locator("form button.btn"))
            findings += look(page, f"check-figures-{language}-{width}")
            window.close()
        window = open_window(browser, address, 390, scripts=False)
        page = window.new_page()
        page.goto(f"{address}/ar/check/")
        page.set_input_files("input[name=signed]", str(tmp_path / "submission.pdf"))
        page.locator("form button.btn").click()
        page.locator("ul.checked").wait_for()
        window.close()

    assert findings == []
    assert [line for line in complaints if "422" not in line] == []


def test_a_director_sees_who_witnesses_who_is_silent_and_which_laws_are_checked(browser: Browser) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)
    with system_scope("intake") as by:
        write("system.noted", about=None, by=by, at=now())
    seal_everything()
    head, keeper = newest_checkpoint(), make_agency("keeper")
    assert head is not None
    with system_scope("witnesses") as by:
        for place, name in enumerate(("health", "police")):
            signer = LedgerSigner.from_seed(bytes([place]) * 32)
            key = vkey(f"{name}.example/witness", signer.public, COSIGNATURE)
            enrol_witness(vkey=key, agency=name, watched_by=keeper.code, by=by, at=now() - timedelta(days=2))
            moment = now() - timedelta(minutes=4 + 600 * place)
            line = cosign(head.note, name=f"{name}.example/witness", signer=signer, at=moment)
            take_cosignatures(size=head.size, lines=line, at=now())
    findings: list[str] = []
    with served() as address:
        for language, width in LOOKS:
            window = open_window(browser, address, width, "director")
            page = window.new_page()
            page.goto(f"{address}/{language}/desk/witnesses/")
            findings += look(page, f"witnesses-{language}-{width}")
            page.goto(f"{address}/{language}/desk/law/")
            for fold in page.locator("details.fold > summary").all():
                fold.click()
            findings += look(page, f"law-{language}-{width}")
            window.close()

    assert findings == []
