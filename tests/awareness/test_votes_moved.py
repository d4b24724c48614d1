"""Votes that were kept with their choice become counts: the migration that does it, run back and forward over rows."""

from uuid import UUID

import pytest
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.loader import MigrationLoader

from takatuf.awareness.models import Motion
from takatuf.kernel.ids import uuid7
from tests.awareness.situations import make_campaign, make_forum, make_officer

pytestmark = pytest.mark.usefixtures("house")

BEFORE, MOVE = ("awareness", "0002_forum"), ("awareness", "0003_secret_votes")
VOTES = "SELECT motion_id, count(*) FROM awareness_vote GROUP BY 1"
COUNTS = "SELECT motion_id, is_for, count FROM awareness_votecount"


def _cast(cursor: CursorWrapper, motion: Motion, *, is_for: bool, count: int) -> None:
    """Votes as they were kept before, each with its choice."""
    cursor.executemany(
        "INSERT INTO awareness_vote (id, record_id, motion_id, is_for)"
        " SELECT %s, record_id, %s, %s FROM awareness_gathering WHERE id = %s",
        [(uuid7(), motion.pk, is_for, motion.gathering_id) for _ in range(count)],
    )


def _read(cursor: CursorWrapper, asked: str) -> dict[tuple[UUID | bool, ...], int]:
    cursor.execute(asked)
    return {tuple(row[:-1]): row[-1] for row in cursor.fetchall()}


def test_no_vote_is_lost_when_votes_become_counts_and_no_choice_stays() -> None:
    officer = make_officer()
    campaign = make_campaign(officer)
    first, second, third = (
        Motion.objects.get(gathering_id=make_forum(officer, campaign).pk) for _ in range(3)
    )
    loader = MigrationLoader(connections["admin"])
    move, before = loader.get_migration(*MOVE), loader.project_state(BEFORE)

    with transaction.atomic(using="admin"), connections["admin"].cursor() as cursor:  # taken back at the end
        with connections["admin"].schema_editor(atomic=False) as editor:
            move.unapply(before.clone(), editor)
        cursor.execute(
            "SET LOCAL ROLE keeper"
        )  # past row security, as the votes of last year were there already
        _cast(cursor, first, is_for=True, count=11)
        _cast(cursor, first, is_for=False, count=3)
        _cast(cursor, second, is_for=False, count=2)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL ROLE owner")  # whom forced row security binds, and who migrates
        with connections["admin"].schema_editor(atomic=False) as editor:
            move.apply(before.clone(), editor)
        cursor.execute("SET LOCAL ROLE keeper")
        voted, counted = _read(cursor, VOTES), _read(cursor, COUNTS)
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'awareness_vote'::regclass AND attnum > 0 AND NOT attisdropped"
        )
        kept = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT relname, relforcerowsecurity FROM pg_class WHERE relname IN ('awareness_vote', 'awareness_votecount')"
        )
        forced = dict(cursor.fetchall())
        transaction.set_rollback(True, using="admin")

    assert voted == {(first.pk,): 14, (second.pk,): 2}
    assert counted == {(first.pk, True): 11, (first.pk, False): 3, (second.pk, False): 2}
    assert (third.pk,) not in voted
    assert kept == {"id", "record_id", "motion_id"}
    assert forced == {"awareness_vote": True, "awareness_votecount": True}
