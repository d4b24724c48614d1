"""Letters about a delay to an authority outside: the clock drafts them, only a named official signs and sends."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from takatuf.agencies.actions import require
from takatuf.agencies.models import Worker
from takatuf.agencies.scope import system_actor
from takatuf.clocks.actions import hold_deadlines, meet_deadline, notify, start_deadline
from takatuf.clocks.events import DeadlineMissed
from takatuf.clocks.holidays.queries import calendar
from takatuf.clocks.models import DeadlineKind
from takatuf.clocks.rules import add_time
from takatuf.jointwork.models import AuthorityLetter, Referral
from takatuf.jointwork.referring.actions.taking import needed
from takatuf.jointwork.referring.reading import letter_text
from takatuf.jointwork.referring.rules import LAST_LEVEL, LETTER_LIMITS, LetterDone
from takatuf.kernel.actors import Actor
from takatuf.kernel.errors import InvalidInput, NotFound
from takatuf.ledger.actions import write

_SILENT = (DeadlineKind.REFERRAL_ANSWER, DeadlineKind.REFERRAL_OUTCOME)


def draft_letter(event: DeadlineMissed) -> None:
    """Listener to DeadlineMissed: after the last level a letter is drafted, once for a referral, with a clock of its own.

    Nothing leaves the house by this: a named official of the sender signs the letter, or leaves it with a reason.
    """
    if event.kind == DeadlineKind.AUTHORITY_LETTER:
        _tell_late(event)
    if event.kind not in _SILENT or event.level < LAST_LEVEL:
        return
    if AuthorityLetter.objects.filter(referral_id=event.subject_id).exists():
        return
    by = system_actor("clockwork")
    referral = Referral.objects.filter(pk=event.subject_id).first()
    if referral is None:
        raise NotFound("The referral of this deadline is gone.")
    due_at = add_time(event.at, LETTER_LIMITS[referral.level], calendar())
    letter = AuthorityLetter(
        record_id=referral.record_id, referral_id=referral.pk, agency_id=referral.from_agency_id, drafted_at=event.at,
        due_at=due_at,
    )  # fmt: skip
    letter.save(force_insert=True)
    start_deadline(
        record_id=referral.record_id, subject_id=letter.pk, kind=DeadlineKind.AUTHORITY_LETTER,
        agency_id=referral.from_agency_id, due_at=due_at, by=by, at=event.at,
    )  # fmt: skip
    write("letter.drafted", about=referral.record_id, by=by, at=event.at, content={"letter": letter.pk})
    _notify(referral, "authority_letter_drafted", 0, by, event.at)


def _tell_late(event: DeadlineMissed) -> None:
    letter = AuthorityLetter.objects.filter(pk=event.subject_id).first()
    if letter is None:
        raise NotFound("The letter of this deadline is gone.")
    referral = Referral.objects.get(pk=letter.referral_id)
    _notify(referral, "authority_letter_late", event.level, system_actor("clockwork"), event.at)


def _notify(referral: Referral, kind: str, level: int, by: Actor, at: datetime) -> None:
    params: dict[str, str | int] = {
        "from_agency": str(referral.from_agency_id), "to_agency": str(referral.to_agency_id), "code": referral.code,
        "level": level, "referral": str(referral.pk),
    }  # fmt: skip
    notify(
        agency_id=referral.from_agency_id,
        record_id=referral.record_id,
        kind=kind,
        params=params,
        by=by,
        at=at,
    )


def _locked(letter_id: UUID, by: Actor) -> AuthorityLetter:
    require(by, "letter.sign")
    hold_deadlines(subject_id=letter_id)
    letter = AuthorityLetter.objects.filter(pk=letter_id).select_for_update().first()
    if letter is None:
        raise NotFound("No such letter.")
    if letter.left_at is not None or letter.sent_on is not None:
        raise LetterDone("This letter was sent or left.")
    return letter


@transaction.atomic
def sign_letter(*, letter_id: UUID, authority: str, by: Actor, at: datetime) -> AuthorityLetter:
    """Sign the letter to an authority by name; its words are kept as they were signed.

    Raises NotAllowed, NotFound, InvalidInput without an authority, LetterDone.
    """
    letter = _locked(letter_id, by)
    authority = needed(path="authority", text=authority)
    if letter.signed_at is not None:
        raise LetterDone("This letter is signed.")
    signer = Worker.objects.get(pk=by.id)
    text = letter_text(letter, authority=authority, signed_by=signer, at=at)
    letter.signed_at, letter.signed_by_id = at, by.id
    letter.seal(authority=authority, text=text)
    letter.save(update_fields=["signed_at", "signed_by", "authority", "text"])
    content = {"letter": letter.pk, "authority": authority, "text": text}
    write("letter.signed", about=letter.record_id, by=by, at=at, content=content)
    return letter


@transaction.atomic
def letter_sent(*, letter_id: UUID, sent_on: date, by: Actor, at: datetime) -> AuthorityLetter:
    """Note on which day the signed letter went out; its clock stops.

    Raises NotAllowed, NotFound, LetterDone for one that is not signed or done, InvalidInput for a day to come.
    """
    letter = _locked(letter_id, by)
    if letter.signed_at is None:
        raise LetterDone("Only a signed letter is sent.")
    if not timezone.localtime(letter.signed_at).date() <= sent_on <= timezone.localtime(at).date():
        raise InvalidInput("sent_on", "in_the_future")
    letter.sent_on, letter.sent_by_id = sent_on, by.id
    letter.save(update_fields=["sent_on", "sent_by"])
    meet_deadline(subject_id=letter.pk, kind=DeadlineKind.AUTHORITY_LETTER, by=by, at=at)
    content = {"letter": letter.pk, "sent_on": sent_on.isoformat()}
    write("letter.sent", about=letter.record_id, by=by, at=at, content=content)
    return letter


@transaction.atomic
def leave_letter(*, letter_id: UUID, reason: str, by: Actor, at: datetime) -> AuthorityLetter:
    """Decide by name that no letter goes out, and why; its clock stops.

    Raises NotAllowed, NotFound, InvalidInput without a reason, LetterDone.
    """
    letter = _locked(letter_id, by)
    letter.left_at, letter.left_by_id = at, by.id
    letter.seal(left_reason=needed(path="reason", text=reason))
    letter.save(update_fields=["left_at", "left_by", "left_reason"])
    meet_deadline(subject_id=letter.pk, kind=DeadlineKind.AUTHORITY_LETTER, by=by, at=at)
    write(
        "letter.left", about=letter.record_id, by=by, at=at, content={"letter": letter.pk, "reason": reason}
    )
    return letter
