"""A submission that an undone link holds back: its page says why it waits and who may look, and offers nothing that would be refused."""

from datetime import timedelta
from pathlib import Path

import pytest

from takatuf.casework.actions import LinkBasis, LinkKind, confirm_link, link_cases, undo_link
from takatuf.casework.queries import case_head
from takatuf.kernel.clock import now
from tests.desks.courting import a_draft, approve
from tests.desks.people import sign_in
from tests.desks.situations import acting_as, new_case

pytestmark = pytest.mark.usefixtures("house")
SIGN = "Draw it, check it and sign it"


def test_a_held_back_submission_says_why_and_who_may_look_and_can_be_signed_afterwards(
    tmp_path: Path,
) -> None:
    walk, draft = a_draft(tmp_path)
    approve(draft)
    case, other = walk.ids["case"], new_case()
    with acting_as("sara") as by:
        code = case_head(other, by=by).code
        link = link_cases(
            case_id=case, other_code=code, kind=LinkKind.CO_VICTIMS, basis=LinkBasis.ACCOUNT, why="الحساب نفسه", by=by,
            at=now() - timedelta(hours=1),
        )  # fmt: skip
    with acting_as("huda") as by:
        confirm_link(case_id=case, link_id=link.pk, by=by, at=now() - timedelta(hours=1))
        undo_link(case_id=case, link_id=link.pk, reason="حسابان مختلفان", by=by, at=now())
    reem, address = sign_in("reem"), f"/en/desk/submissions/{draft}/"

    held = reem.get(address).content.decode()
    approver = sign_in("huda").get(address).content.decode()
    reem.post(f"{address}links/{link.pk}/", {"finding": "لا شيء فيها يستند إليه"})
    free = reem.get(address).content.decode()

    assert "Who may look: Reem." in held
    assert "Who may look: Reem." in approver
    assert [SIGN in page for page in (held, free)] == [False, True]
    assert "It waits: a link was undone" not in free
