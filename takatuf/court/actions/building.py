"""Building a document outside the request: asked for by its author, done by the worker, its progress on the page."""

import json
import time
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from takatuf.agencies.actions import require
from takatuf.agencies.scope import system_scope, worker_scope
from takatuf.clocks.law.queries import LawNotChecked
from takatuf.court.actions.hindered import NotReady
from takatuf.court.actions.signing import (
    LedgerBehind,
    NotTheAuthor,
    bind_signed,
    check_signable,
    draw_and_sign,
    prepare,
)
from takatuf.court.document.errors import IdentityFound, LettersLost
from takatuf.court.drafts import locked_submission
from takatuf.court.events import BuildingAsked
from takatuf.court.models import Building
from takatuf.court.rules import Stage
from takatuf.kernel.actors import Actor
from takatuf.kernel.clock import now
from takatuf.kernel.errors import Refused
from takatuf.kernel.events import publish
from takatuf.vault.house_signer import house_signer
from takatuf.vault.signing import DocumentSigner
from takatuf.vault.stamps import StampServiceDown

#: The job's own name in the database.
JOB = "building"
#: A building that did not move for so long was cut off, with its worker; it may be asked for again.
CUT_OFF_AFTER = timedelta(minutes=10)
_LEDGER_PATIENCE = 20.0  # seconds in one try
_LATER = {"ledger": 5, "stamps": 60}  # seconds until the next try


class BeingBuilt(Refused):
    """The document is being built already."""


@transaction.atomic
def ask_for_document(*, submission_id: UUID, by: Actor, at: datetime) -> UUID:
    """Have the worker draw, check and sign the submission; returns the building's id. Everything that can be known is
    checked now, so that nobody waits for a refusal.

    Raises what `build_and_sign` raises before it draws, and BeingBuilt while one is under way.
    """
    require(by, "submission.sign")
    submission = locked_submission(submission_id)
    if submission.author_id != by.id:
        raise NotTheAuthor("Only who wrote a submission signs it: the signature carries that name.")
    check_signable(submission=submission, by=by)
    running = Building.objects.filter(submission_id=submission_id, ended_at__isnull=True).first()
    if running is not None:
        if at - running.asked_at < CUT_OFF_AFTER or running.waits_for:
            raise BeingBuilt("This document is being built already.")
        Building.objects.filter(pk=running.pk).update(ended_at=at)
    row = Building(
        record_id=submission.record_id, submission_id=submission_id, asked_by_id=by.id, asked_at=at
    )
    row.save(force_insert=True)
    publish(BuildingAsked(row.pk, 0))
    return row.pk


def run_building(*, building_id: UUID, signer: DocumentSigner | None = None) -> None:
    """Build what was asked for, as its author; for the worker, outside any transaction.

    Between the stages the database holds no transaction, so that the ledger's sealer is not kept waiting. While the
    ledger is behind or the time-stamp service does not answer, the building waits and is tried again; any other
    refusal ends it, and the page says why.
    """
    found = _begin(building_id)
    if found is None:
        return
    submission_id, author = found
    try:
        _build(building_id, submission_id, author, signer)
    except LedgerBehind:
        _wait(building_id, "ledger")
    except StampServiceDown:
        _wait(building_id, "stamps")
    except Refused as refusal:
        _end(building_id, author, refusal)


def _build(building_id: UUID, submission_id: UUID, author: UUID, signer: DocumentSigner | None) -> None:
    until = time.monotonic() + _LEDGER_PATIENCE
    while True:
        at = now()
        try:
            with worker_scope(author) as by:
                prepared = prepare(submission_id=submission_id, by=by, at=at)
            break
        except LedgerBehind:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)
    signed, pages = draw_and_sign(
        view=prepared.view, carried=prepared.carried, forbidden=prepared.forbidden,
        signer=signer or house_signer(at=at), at=at,
        reached=lambda stage: _note(building_id, stage),
    )  # fmt: skip
    with worker_scope(author) as by:
        bind_signed(submission_id=submission_id, prepared=prepared, signed=signed, pages=pages, by=by, at=at)
        Building.objects.filter(pk=building_id).update(stage=Stage.DONE, ended_at=at, waits_for="")


def _begin(building_id: UUID) -> tuple[UUID, UUID] | None:
    """Submission and author of a building that has not ended; it is gathering from now on."""
    with system_scope(JOB):
        row = (
            Building.objects.select_for_update(of=("self",))
            .filter(pk=building_id, ended_at__isnull=True)
            .first()
        )
        if row is None:
            return None
        Building.objects.filter(pk=building_id).update(stage=Stage.GATHERING)
        return row.submission_id, row.asked_by_id


def _note(building_id: UUID, stage: Stage) -> None:
    with system_scope(JOB):
        Building.objects.filter(pk=building_id).update(stage=stage, waits_for="")


def _wait(building_id: UUID, what: str) -> None:
    with system_scope(JOB):
        Building.objects.filter(pk=building_id).update(stage=Stage.WAITING, waits_for=what)
        publish(BuildingAsked(building_id, _LATER[what]))


def _end(building_id: UUID, author: UUID, refusal: Refused) -> None:
    with worker_scope(author):
        row = Building.objects.get(pk=building_id)
        row.seal(told=json.dumps(_told(refusal), ensure_ascii=False))
        row.refusal, row.ended_at, row.waits_for = type(refusal).__name__, now(), ""
        row.save(update_fields=["told", "refusal", "ended_at", "waits_for"])


def _told(refusal: Refused) -> dict[str, Any]:
    """What the sentence of this refusal needs beside its name."""
    if isinstance(refusal, NotReady):
        return {"found": [[code.value, number] for code, number in refusal.found]}
    if isinstance(refusal, IdentityFound):
        return {"places": list(refusal.places)}
    if isinstance(refusal, LawNotChecked):
        return {"titles": list(refusal.titles)}
    return {"begins": refusal.begins} if isinstance(refusal, LettersLost) else {}
