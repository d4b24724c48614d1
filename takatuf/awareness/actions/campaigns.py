"""Starting a campaign, noting what it reached, ending it."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from takatuf.awareness.library import LANGUAGES, PIECES
from takatuf.awareness.models import Campaign, CampaignState, Material, MaterialForm
from takatuf.awareness.shared import RUN, free_code, need_words, person, running
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput
from takatuf.ledger.actions import write

LONGEST_SOURCE = 200


@transaction.atomic
def start_campaign(
    *,
    title_ar: str,
    title_en: str,
    aim: str,
    piece: str,
    starts_on: date,
    ends_on: date,
    by: Actor,
    at: datetime,
) -> Campaign:
    """Start a campaign of the own agency with a new code; its posters lead to the advice `piece`.

    Raises NotAllowed, InvalidInput at the field.
    """
    worker = person(by, RUN)
    need_words(Campaign, title_ar=title_ar, title_en=title_en, aim=aim)
    if piece not in PIECES:
        raise InvalidInput("piece", "unknown_code")
    if ends_on < starts_on:
        raise InvalidInput("ends_on", "before_begin")
    row = Campaign(
        code=free_code(Campaign), agency_id=worker.agency_id, title_ar=title_ar.strip(), title_en=title_en.strip(), aim=aim.strip(),
        piece=piece, starts_on=starts_on, ends_on=ends_on, started_by_id=worker.pk, started_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    write("campaign.started", about=None, by=by, at=at, extra={"campaign": row.code})
    return row


@transaction.atomic
def note_reach(*, campaign_id: UUID, people: int, source: str, by: Actor, at: datetime) -> None:
    """Write how many people the campaign reached beyond its gatherings, and where the number comes from.

    Raises NotAllowed, NotFound, CampaignOver, InvalidInput.
    """
    person(by, RUN)
    row = running(campaign_id, by)
    if people < 0:
        raise InvalidInput("people", "out_of_range")
    if people and not source.strip():
        raise InvalidInput("source", "empty")
    if len(source.strip()) > LONGEST_SOURCE:
        raise InvalidInput("source", "too_long")
    row.reached, row.reached_source = people, source.strip()
    row.save(update_fields=["reached", "reached_source"])
    write(
        "campaign.reach_noted", about=None, by=by, at=at, extra={"campaign": row.code, "people": str(people)}
    )


@transaction.atomic
def note_material(
    *, campaign_id: UUID, form: str, language: str, copies: int, handed_out_on: date, by: Actor, at: datetime
) -> Material:
    """Write what was printed and handed out. Raises NotAllowed, NotFound, CampaignOver, InvalidInput."""
    worker = person(by, RUN)
    campaign = running(campaign_id, by)
    if form not in MaterialForm.values:
        raise InvalidInput("form", "unknown_code")
    if language not in LANGUAGES:
        raise InvalidInput("language", "unknown_code")
    if copies < 1:
        raise InvalidInput("copies", "out_of_range")
    row = Material(
        campaign_id=campaign.pk, agency_id=worker.agency_id, form=form, language=language, copies=copies,
        handed_out_on=handed_out_on, noted_by_id=worker.pk, noted_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    write(
        "campaign.material",
        about=None,
        by=by,
        at=at,
        extra={"campaign": campaign.code, "copies": str(copies)},
    )
    return row


@transaction.atomic
def end_campaign(*, campaign_id: UUID, by: Actor, at: datetime) -> None:
    """End a campaign. Its code goes on leading to advice and help. Raises NotAllowed, NotFound, CampaignOver."""
    person(by, RUN)
    row = running(campaign_id, by)
    row.state = CampaignState.ENDED
    row.save(update_fields=["state"])
    write("campaign.ended", about=None, by=by, at=at, extra={"campaign": row.code})
