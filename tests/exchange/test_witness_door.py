"""The real witness against the real house over HTTP: what it cosigns is stored, shown and demanded, and every way to rewrite the ledger is found."""

import base64
import contextlib
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import psycopg
import pytest
from django.db import DatabaseError, connection
from django.test import Client

from takatuf.agencies.rules import Role
from takatuf.agencies.scope import system_scope
from takatuf.clocks.kinds import DeadlineKind
from takatuf.clocks.models import Deadline, Notice
from takatuf.clocks.queries import unread_notices
from takatuf.clocks.tasks import run_clockwork
from takatuf.config.commands.verify import verify
from takatuf.config.commands.work import seal_everything
from takatuf.exchange.witnesses.actions import end_witness, enrol_witness, watch_witnesses
from takatuf.jointwork.queries import notices
from takatuf.kernel.clock import now
from takatuf.ledger import verifier
from takatuf.ledger.actions import WitnessRefused, write
from takatuf.ledger.models import Cosignature, LedgerWitness
from takatuf.ledger.promises import check_promise, promise_of
from takatuf.ledger.queries import SILENT_AFTER, inclusion_proof, ledger_vkey, witness_rows
from takatuf.ledger.witness.keeping import Witness, make_witness
from takatuf.ledger.witness.watching import Alarm, HouseAway, look
from tests.desks.serving import served
from tests.factories import acting, make_agency, make_worker
from tests.house.database import superuser

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def address() -> Iterator[str]:
    with served() as url:
        yield url


@pytest.fixture
def made(tmp_path: Path, address: str) -> Callable[[str], Witness]:
    """Witnesses that the house knows, each at an agency of its own."""
    keeper = make_agency("centre")

    def make(name: str) -> Witness:
        make_agency(name)
        witness = make_witness(
            tmp_path / name, name=f"{name}.example/witness", house_url=address, house_key=ledger_vkey()
        )
        with system_scope("witnesses") as by:
            enrol_witness(vkey=witness.vkey, agency=name, watched_by=keeper.code, by=by, at=now())
        return witness

    return make


def lines(count: int) -> None:
    officer = make_worker(make_agency())
    with acting(officer) as by:
        for _ in range(count):
            write("system.noted", about=None, by=by, at=now())
    seal_everything()


@contextlib.contextmanager
def without_guards() -> Iterator[Callable[..., None]]:
    """The hand of somebody with the whole server: triggers off."""
    with superuser() as server:
        server.execute("SET session_replication_role = replica")
        yield lambda sql, *values: server.execute(sql.encode(), values) and None


def shorten_to(size: int) -> None:
    """What bringing back an old backup does: everything after `size` lines is gone."""
    with without_guards() as run:
        run("DELETE FROM ledger_cosignature WHERE checkpoint_id > %s", size)
        run("DELETE FROM ledger_checkpoint WHERE size > %s", size)
        run(
            "DELETE FROM ledger_ledgerentry WHERE id IN (SELECT entry_id FROM ledger_ledgernode WHERE level = 0 AND place >= %s)",
            size,
        )
        run("DELETE FROM ledger_ledgernode WHERE (place + 1) << level > %s", size)


def test_a_cosignature_is_taken_and_the_proof_carries_it(
    made: Callable[[str], Witness], address: str, tmp_path: Path
) -> None:
    health, education = made("health"), made("education")
    lines(5)
    look(health, at=now())
    look(education, at=now())
    lines(3)

    entry = LedgerWitness.objects.get(agency="health")
    assert sorted(row.agency for row in witness_rows() if row.signed_at) == ["education", "health"]
    with superuser() as server:
        first = server.execute(
            b"SELECT entry_id FROM ledger_ledgernode WHERE level = 0 AND place = 0"
        ).fetchone()
    assert first is not None
    proof = inclusion_proof(first[0])
    keys = [verifier.read_vkey(key) for key in (ledger_vkey(), health.vkey, education.vkey)]
    checked = verifier.check_note(proof.checkpoint, keys)
    assert [name for name, _ in checked.cosigned] == ["education.example/witness", "health.example/witness"]
    assert Cosignature.objects.filter(witness=entry).count() == 1
    assert health.vkey in Client().get("/ledger/key").content.decode()


def test_looking_again_leaves_one_line_with_the_newest_time(made: Callable[[str], Witness]) -> None:
    health, at = made("health"), now()
    lines(3)

    for minutes in (0, 5, 2):  # the last call comes late
        look(health, at=at - timedelta(minutes=10 - minutes))

    (row,) = Cosignature.objects.all()
    assert row.signed_at == (at - timedelta(minutes=5)).replace(microsecond=0)


def test_an_old_backup_is_found_by_the_witness(made: Callable[[str], Witness]) -> None:
    health = made("health")
    lines(5)
    lines(5)
    look(health, at=now())

    shorten_to(health.seen(origin_of(health)).size - 4)

    with pytest.raises(Alarm) as raised:
        look(health, at=now())
    assert raised.value.kind == "rollback"
    shorten_to(0)
    with pytest.raises(Alarm) as emptied:
        look(health, at=now())
    assert emptied.value.kind == "gone"


def test_an_old_backup_that_grew_again_is_found_by_the_witness(made: Callable[[str], Witness]) -> None:
    health = made("health")
    lines(9)
    look(health, at=now())
    shorten_to(health.seen(origin_of(health)).size - 4)
    lines(20)

    with pytest.raises(Alarm) as raised:
        look(health, at=now())
    assert raised.value.kind == "inconsistent"


def test_a_removed_line_is_found_by_the_witness(made: Callable[[str], Witness]) -> None:
    """Somebody with the whole server takes a line out and builds the tree anew over what is left."""
    health = made("health")
    lines(9)
    look(health, at=now())
    with without_guards() as run:
        run("DELETE FROM ledger_cosignature")
        run("DELETE FROM ledger_checkpoint")
        run(
            "DELETE FROM ledger_ledgerentry WHERE id = (SELECT entry_id FROM ledger_ledgernode WHERE level = 0 AND place = 4)"
        )
        run("DELETE FROM ledger_ledgernode")
        run(
            "INSERT INTO ledger_ledgerwaiting (xid, entry_id, hash)"
            " SELECT xid, id, sha256('\\x00'::bytea || leaf) FROM ledger_ledgerentry"
        )
    seal_everything()
    lines(3)

    with pytest.raises(Alarm) as raised:
        look(health, at=now())
    assert raised.value.kind == "inconsistent"


def test_an_edited_line_no_longer_stands_under_the_head_that_a_witness_cosigned(
    made: Callable[[str], Witness],
) -> None:
    health = made("health")
    lines(4)
    look(health, at=now())
    with without_guards() as run:
        run(
            "UPDATE ledger_ledgerentry SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'system.noted', 'system.other'), 'UTF8')"
        )
        run("UPDATE ledger_ledgerentry SET kind = 'system.other'")
    with superuser() as server:
        row = server.execute(
            b"SELECT entry_id FROM ledger_ledgernode WHERE level = 0 ORDER BY place DESC LIMIT 1"
        ).fetchone()
    assert row is not None

    proof = inclusion_proof(row[0])

    head = verifier.check_note(proof.checkpoint, [verifier.read_vkey(ledger_vkey())]).checkpoint
    assert not verifier.verify_inclusion(
        proof.index, head.size, verifier.leaf_hash(proof.leaf), proof.path, head.root
    )


def test_an_edit_before_sealing_breaks_the_promise_that_the_receipt_carries(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    officer = make_worker(make_agency())
    from takatuf.agencies.actions import open_record
    from takatuf.agencies.models import RecordKind
    from takatuf.kernel.ids import uuid7

    record = uuid7()
    with acting(officer) as by:
        open_record(id=record, kind=RecordKind.REPORT, lead=by.agency, at=now())
        write("report.received", about=record, by=by, at=now(), content={"text": "as it was said"})
    before = promise_of(record, "report.received", at=now())
    with without_guards() as run:  # somebody edits the line, and what waits, before the sealer comes
        run(
            "UPDATE ledger_ledgerentry SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'report.received', 'report.recieved'), 'UTF8')"
        )
        run(
            "UPDATE ledger_ledgerwaiting SET hash = sha256('\\x00'::bytea || (SELECT leaf FROM ledger_ledgerentry WHERE id = entry_id))"
        )
    seal_everything()
    after = promise_of(record, "report.received", at=now())

    for name, value in (("before.json", before), ("after.json", after)):
        (tmp_path / name).write_text(json.dumps(value))
    (tmp_path / "ledger.pub").write_text(ledger_vkey())
    status = verify(
        str(tmp_path / "before.json"), proof=str(tmp_path / "after.json"), key=str(tmp_path / "ledger.pub")
    )

    assert status == 1
    assert "FAIL inclusion: This does not hold: The promise is kept" in capsys.readouterr().out
    late = now() + timedelta(hours=25)
    assert [name for name, ok, _ in check_promise(before, [ledger_vkey()], at=late) if not ok] == [
        "inclusion"
    ]
    assert base64.b64decode(before["entry"]) != base64.b64decode(after["entry"])


def test_false_and_foreign_lines_are_refused(made: Callable[[str], Witness], tmp_path: Path) -> None:
    health = made("health")
    lines(3)
    size = int(Client().get("/ledger/checkpoint").content.decode().split("\n")[1])
    stranger = make_witness(
        tmp_path / "x", name="x.example/w", house_url="https://x", house_key=ledger_vkey()
    )
    place = f"/ledger/checkpoint/{size}/cosignatures"

    def sent(body: str, path: str = place) -> int:
        return Client(enforce_csrf_checks=True).post(path, body, content_type="text/plain").status_code

    from takatuf.ledger.notes import cosign

    note = Client().get("/ledger/checkpoint").content.decode()
    good = cosign(note, name=health.name, signer=health.key, at=now())
    future = cosign(note, name=health.name, signer=health.key, at=now() + timedelta(hours=1))
    assert sent(cosign(note, name=stranger.name, signer=stranger.key, at=now())) == 403
    assert sent(cosign(note, name=health.name, signer=stranger.key, at=now())) == 403
    assert sent(good.replace(good[-8:-3], "AAAAA")) == 422
    assert sent(future) == 422
    assert sent("nonsense") == 422
    assert sent("x" * 20_000) == 413
    assert sent(good, f"/ledger/checkpoint/{size + 1}/cosignatures") == 404
    assert Client().get(place).status_code == 405
    assert Cosignature.objects.count() == 0
    assert sent(good) == 200


def test_the_door_answers_what_is_not_there_calmly(made: Callable[[str], Witness]) -> None:
    made("health")
    client = Client()
    assert client.get("/ledger/since/0").status_code in {200, 404}
    lines(3)

    huge = 10**30
    for path in (
        f"checkpoint/{huge}",
        f"consistency/1/{huge}",
        f"consistency/{huge}/{huge}",
        "consistency/3/1",
    ):
        assert client.get(f"/ledger/{path}").status_code == 404
    assert client.get(f"/ledger/since/{huge}").status_code == 409
    assert client.get("/ledger/consistency/0/3").content == b"old 0\n\n"


def test_a_witness_is_another_agencys_and_known_once(made: Callable[[str], Witness], tmp_path: Path) -> None:
    health = made("health")

    def enrol(vkey: str, agency: str) -> None:
        with system_scope("witnesses") as by:
            enrol_witness(vkey=vkey, agency=agency, watched_by="centre", by=by, at=now())

    make_agency("justice")
    other = make_witness(tmp_path / "y", name="y.example/w", house_url="https://y", house_key=ledger_vkey())
    for vkey, agency in (
        (health.vkey, "justice"),
        (other.vkey, "centre"),
        (ledger_vkey(), "justice"),
        ("x", "justice"),
    ):
        with pytest.raises(WitnessRefused):
            enrol(vkey, agency)
    with pytest.raises(DatabaseError), acting(make_worker(make_agency())), connection.cursor() as cursor:
        cursor.execute("SELECT house.ledger_end_witness(%s, now())", [witness_rows()[0].id])


def test_the_database_refuses_a_witness_that_ends_before_it_began_and_two_lines_under_one_head(
    made: Callable[[str], Witness],
) -> None:
    health = made("health")
    lines(2)
    look(health, at=now())

    with superuser() as server:
        with pytest.raises(psycopg.errors.CheckViolation):
            server.execute(b"UPDATE ledger_ledgerwitness SET ended_at = enrolled_at - interval '1 second'")
        with pytest.raises(psycopg.errors.UniqueViolation):
            server.execute(
                b"INSERT INTO ledger_cosignature SELECT gen_random_uuid(), line, signed_at, checkpoint_id, witness_id"
                b" FROM ledger_cosignature"
            )


def test_an_ended_witness_is_not_taken_any_more(made: Callable[[str], Witness]) -> None:
    health = made("health")
    lines(3)
    with system_scope("witnesses") as by:
        end_witness(name=health.name, by=by, at=now())

    with pytest.raises(HouseAway, match="403"):
        look(health, at=now())


def watch(at) -> None:  # type: ignore[no-untyped-def]
    with system_scope("clockwork") as by:
        watch_witnesses(by=by, at=at)
    run_clockwork(at=at)


def test_a_silent_witness_is_told_of_and_begins_anew_when_it_speaks(made: Callable[[str], Witness]) -> None:
    health, start = made("health"), now()
    director = make_worker(_centre(), Role.DIRECTOR)
    lines(3)
    look(health, at=start)
    watch(start + SILENT_AFTER - timedelta(minutes=1))
    assert Notice.objects.count() == 0

    watch(start + SILENT_AFTER + timedelta(minutes=1))
    with acting(director) as by:
        (told,) = notices(by=by)
        assert len(unread_notices(by=by)) == 1
        assert "health.example/witness" in told.text
    watch(start + SILENT_AFTER * 2)
    with acting(director) as by:
        # All at one moment, so in whatever order.
        levels = sorted((notice.params["level"] for notice in unread_notices(by=by)), reverse=True)
        assert levels == [3, 2, 1][-len(levels) :]

    look(health, at=now() + timedelta(minutes=4))
    watch(start + SILENT_AFTER * 2)
    with acting(director):
        kinds = list(Deadline.objects.filter(kind=DeadlineKind.WITNESS_SILENT).order_by("started_at"))
    assert [bool(one.met_at) for one in kinds] == [True, False]


def _centre():  # type: ignore[no-untyped-def]
    from takatuf.agencies.queries import agency_by_code

    return agency_by_code("centre")


def origin_of(witness: Witness) -> str:
    return witness.houses[0].name


def test_bodies_changed_at_random_are_refused_calmly_and_nothing_is_kept(
    made: Callable[[str], Witness],
) -> None:
    from takatuf.ledger.notes import cosign

    health, chance = made("health"), Random(7)
    lines(3)
    note = Client().get("/ledger/checkpoint").content.decode()
    size = int(note.split("\n")[1])
    good = cosign(note, name=health.name, signer=health.key, at=now()).encode()

    for _ in range(120):
        place, end = sorted(chance.sample(range(len(good)), 2))
        body = chance.choice([
            good[:place] + bytes([good[place] ^ chance.randrange(1, 256)]) + good[place + 1 :],
            good[:place] + good[end:],
            good[:end] + good[place:],
            chance.randbytes(end),
        ])  # fmt: skip
        answer = Client().post(f"/ledger/checkpoint/{size}/cosignatures", body, content_type="text/plain")
        assert answer.status_code in {400, 403, 413, 422}, body
        assert answer.content.strip()

    assert Cosignature.objects.count() == 0
