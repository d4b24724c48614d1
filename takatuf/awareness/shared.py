"""What several actions of this room begin with: who acts, the own campaign or gathering locked, and the counters of answers."""

from collections.abc import Mapping
from uuid import UUID

from django.db import connection
from django.db.models import Model

from takatuf.agencies.actions import require
from takatuf.agencies.models import Worker
from takatuf.awareness.errors import CampaignOver, GatheringOver
from takatuf.awareness.models import Campaign, CampaignState, Gathering
from takatuf.awareness.rules.codes import make_code
from takatuf.clocks.queries import agency_of
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotAllowed, NotFound
from takatuf.kernel.ids import uuid7

RUN = "campaign.run"


def person(by: Actor, permission: str) -> Worker:
    """The member of staff who acts. Raises NotAllowed, also for a job: a person runs campaigns."""
    worker = require(by, permission)
    if worker is None:
        raise NotAllowed("A person does this, never a job.")
    return worker


def free_code(kind: type[Campaign] | type[Gathering]) -> str:
    """A code that none of its kind bears; the unique key of the table decides between two at the same moment."""
    code = make_code()
    while kind.objects.filter(code=code).exists():
        code = make_code()
    return code


def need_words(kind: type[Model], **texts: str) -> None:
    """Raises InvalidInput at the first text that is empty, or too long for its column of this name."""
    for name, text in texts.items():
        if not text.strip():
            raise InvalidInput(name, "empty")
    fit(kind, **texts)


def fit(kind: type[Model], **texts: str) -> None:
    """Raises InvalidInput at the first text that is too long for its column of this name; it may be empty."""
    for name, text in texts.items():
        longest = kind._meta.get_field(name).max_length  # type: ignore[union-attr] # noqa: SLF001 - Django's documented door
        if longest is not None and len(text.strip()) > longest:
            raise InvalidInput(name, "too_long")


def running(campaign_id: UUID, by: Actor) -> Campaign:
    """The own agency's campaign, locked. Raises NotFound, CampaignOver."""
    row = Campaign.objects.select_for_update().filter(pk=campaign_id, agency_id=agency_of(by)).first()
    if row is None:
        raise NotFound("No such campaign of this agency.")
    if row.state == CampaignState.ENDED:
        raise CampaignOver("This campaign has ended.")
    return row


def own_gathering(gathering_id: UUID, by: Actor) -> Gathering:
    """The own agency's gathering that has not ended, locked. Raises NotFound, GatheringOver."""
    row = Gathering.objects.select_for_update().filter(pk=gathering_id, agency_id=agency_of(by)).first()
    if row is None:
        raise NotFound("No such gathering of this agency.")
    if row.ended_at is not None:
        raise GatheringOver("This gathering has ended.")
    return row


def add_counts(gathering: Gathering, moment: str, counts: Mapping[tuple[str, str], int]) -> None:
    """Raise the counters, in one order, so that two who answer at once neither lose a count nor block each other."""
    with connection.cursor() as cursor:
        for (question, option), count in sorted(counts.items()):
            if count:
                cursor.execute(
                    "INSERT INTO awareness_answercount AS kept (id, record_id, gathering_id, moment, question, option, count)"
                    " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT ON CONSTRAINT awareness_answercount_once"
                    " DO UPDATE SET count = kept.count + excluded.count",
                    [uuid7(), gathering.record_id, gathering.pk, moment, question, option, count],
                )
