"""What jointwork says against closing a case; config adds `open_joint_work` to casework's list."""

from uuid import UUID

from takatuf.agencies.scope import current_actor
from takatuf.casework.queries import case_head
from takatuf.casework.rules import Objection
from takatuf.clocks.models import Deadline, DeadlineKind
from takatuf.jointwork.models import Referral, Step
from takatuf.jointwork.rules import OPEN, ReferralState
from takatuf.kernel.errors import NotAllowed


def open_joint_work(case_id: UUID) -> list[Objection]:
    """Referrals that have not ended, declined ones that still wait for another way, steps that must be done first, and open
    ones of which nobody has said what becomes of them."""
    by = current_actor()
    if by is None:
        raise NotAllowed("Nobody asks outside a scope.")
    case_record_id = case_head(case_id, by=by).record_id
    referrals = list(Referral.objects.filter(case_id=case_id).order_by("sent_at"))
    found = [Objection("referral_open", {"code": row.code}) for row in referrals if row.state in OPEN]
    declined = {row.pk: row.code for row in referrals if row.state == ReferralState.DECLINED}
    waiting = Deadline.objects.filter(
        subject_id__in=list(declined), kind=DeadlineKind.REFERRAL_RETURNED, met_at__isnull=True
    )
    found += [
        Objection("referral_returned", {"code": declined[row.subject_id]}) for row in waiting.order_by("pk")
    ]
    steps = list(
        Step.objects.filter(case_record_id=case_record_id, done_at__isnull=True).order_by("started_at", "pk")
    )
    found += [Objection("step_open", {"step": step.title}) for step in steps if step.blocks_closure]
    unnamed = [step for step in steps if not step.blocks_closure and not step.at_closure]
    return found + [Objection("step_unnamed", {"step": step.title}) for step in unnamed]
