"""`takatuf check` over the ledger: its tree is made anew block by block, and nothing less is found for it."""

import pytest

from takatuf.agencies.actions import open_record
from takatuf.agencies.models import RecordKind
from takatuf.config.commands import check
from takatuf.config.commands.work import seal_everything
from takatuf.kernel.clock import now
from takatuf.kernel.ids import uuid7
from takatuf.ledger.actions import write
from takatuf.vault.models import WrappedKey
from tests.factories import acting, make_agency, make_worker
from tests.house.database import superuser

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """23 lines and more in blocks of four, the last of them not whole."""
    monkeypatch.setattr(check, "BLOCK", 4)
    officer = make_worker(make_agency())
    with acting(officer) as by:
        record = uuid7()
        open_record(id=record, kind=RecordKind.CASE, lead=by.agency, at=now())
        for n in range(23):
            write("case.noted", about=record, by=by, at=now(), content={"n": n})
    seal_everything()


def test_the_tree_that_is_made_in_blocks_is_the_one_that_was_signed(in_blocks: None) -> None:
    assert "give the root that was signed" in check._ledger()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE ledger_ledgerentry SET leaf = leaf || ' ' WHERE id = (SELECT entry_id FROM ledger_ledgernode WHERE level = 0 AND place = 9)", "do not give the root"),
        ("UPDATE ledger_ledgernode SET hash = sha256('') WHERE level = 1 AND place = 2", "The stored tree"),
        ("UPDATE ledger_ledgernode SET hash = sha256('') WHERE level = 3 AND place = 1", "The stored tree"),
        ("DELETE FROM ledger_ledgernode WHERE level = 2 AND place = 0", "The stored tree"),
        ("DELETE FROM ledger_ledgerentry WHERE id = (SELECT entry_id FROM ledger_ledgernode WHERE level = 0 AND place = 5)", "and holds"),
    ],
)  # fmt: skip
def test_what_was_altered_in_any_block_is_found(in_blocks: None, change: str, said: str) -> None:
    with superuser() as server:
        server.execute("SET session_replication_role = replica")
        assert server.execute(change.encode()).rowcount == 1

    with pytest.raises(check.CheckFailed, match=said):
        check._ledger()


def test_every_key_is_tried_once_in_pages(in_blocks: None) -> None:
    kept = sorted(WrappedKey.objects.filter(wrapped__isnull=False).values_list("record_id", flat=True))

    pages = list(check._records(most=2))

    assert [record for page in pages for record in page] == kept
    assert {len(page) for page in pages[:-1]} <= {2}
