"""From facts to a filed submission at the desk, and what the court reads and decides in its room."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from takatuf.agencies.queries import agency_by_code
from takatuf.agencies.scope import worker_scope
from takatuf.config.commands.country import make_country
from takatuf.config.commands.journey import story
from takatuf.court import actions as court
from takatuf.court.rules import Request, Sections
from takatuf.jointwork.queries import steps_of
from takatuf.kernel.clock import now
from tests.desks.courting import (
    FILED,
    ORDERED,
    SIGNED,
    a_draft,
    approve,
    the_sealer_comes,
    the_worker_builds,
    walk_until,
)
from tests.desks.people import PASSWORD, SECRET, sign_in, worker_named

pytestmark = pytest.mark.usefixtures("house")
DESK, COURT = "/en/desk/", "/en/court/"
SOURCE = {"source_kind": "record", "source_label": "سجل الحضور", "locator": "ص 4", "quoted": ""}
OUTSIDERS = ("faisal", "layla", "majed", "director", "judge")


def _text(client: Client, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200, path
    return page.content.decode()


def test_a_fact_is_written_contested_and_written_anew(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, "visit, the child seen alone")
    reem, facts = sign_in("reem"), f"{DESK}cases/{walk.ids['case']}/facts/"

    empty = reem.post(f"{facts}new/", {"text_ar": "", "kind": "record"})
    written = reem.post(
        f"{facts}new/",
        {
            "text_ar": "غاب الطفل عشرة أيام.",
            "kind": "record",
            "occurred_on": "٢٠٢٦-١٠-٠٧",
            "precision": "day",
            **SOURCE,
        },
    )
    listed = reem.get(facts)
    fact = listed.context["facts"][0].row
    denied = reem.post(
        f"{facts}{fact.id}/position/", {"party": "defence", "stance": "denies", "reason": "ينكر المدة"}
    )
    contested = _text(reem, facts)
    reem.post(
        f"{facts}{fact.id}/version/", {"text_ar": "غاب الطفل أحد عشر يوماً.", "kind": "record", **SOURCE}
    )
    anew = reem.get(facts)
    late = reem.post(f"{facts}{fact.id}/position/", {"party": "defence", "stance": "admits", "reason": ""})

    assert empty.status_code == 200
    assert "error-summary" in empty.content.decode()
    assert written.status_code == denied.status_code == 302
    assert (fact.sources[0].locator, fact.occurred_on.isoformat()) == ("ص 4", "2026-10-07")
    assert "Contested" in contested
    assert "Defence denies it" in contested
    assert "▲" in contested
    assert [line.row.number for line in anew.context["facts"]] == [2]
    assert [line.replaced_by for line in anew.context["earlier"]] == [2]
    assert late.status_code == 409
    assert "newer version" in late.content.decode()


def test_a_submission_goes_from_the_first_word_to_the_court(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, "facts with their sources")
    clients = {name: sign_in(name) for name in ("reem", "huda", "yousef", "judge")}
    reem, case = clients["reem"], f"{DESK}cases/{walk.ids['case']}/"

    courts = reem.get(f"{case}submissions/").context["form"].fields["court"].choices
    begun = reem.post(
        f"{case}submissions/", {"court": courts[0][0], "docket": "44-1187", "child_code": "ن-3"}
    )
    one = begun.url.removesuffix("facts/")
    form = reem.get(f"{one}facts/").context["form"]
    reem.post(f"{one}facts/", {"facts": [value for value, _ in form.fields["facts"].choices]})
    missing = reem.get(one).context["desk"].missing
    refused = reem.post(f"{one}send/")
    written = reem.post(f"{one}write/", _words())
    ready = reem.get(one)
    assert (ready.context["desk"].missing, len(missing)) == ((), 5)
    assert refused.status_code == 409
    assert "What speaks against" not in refused.content.decode()
    assert written.status_code == 302

    reem.post(f"{one}send/")
    frozen, own = reem.post(f"{one}write/", _words()), reem.post(f"{one}approve/")
    assert (frozen.status_code, own.status_code) == (409, 404)
    assert clients["huda"].post(f"{one}approve/").status_code == 302
    assert clients["huda"].post(f"{one}approve/").status_code == 409
    assert clients["yousef"].post(f"{one}approve/").status_code == 302
    assert clients["huda"].post(f"{one}sign/").status_code == 404
    assert reem.post(f"{one}sign/").url == f"{one}building/"
    assert reem.post(f"{one}sign/").status_code == 409
    progress = reem.get(f"{one}building/")
    assert "Drawing the pages" in progress.content.decode()
    assert "See how far it is" in _text(reem, one)

    the_sealer_comes()
    the_worker_builds()
    assert reem.get(f"{one}building/").url == one
    assert reem.get(f"{one}building/", headers={"HX-Request": "true"})["HX-Redirect"] == one
    moment = reem.get(f"{one}proof.json")
    the_sealer_comes()
    pdf, proof = reem.get(f"{one}submission.pdf"), reem.get(f"{one}proof.json")
    assert (moment.status_code, pdf["Content-Type"]) == (409, "application/pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert b"/ByteRange" in pdf.content
    assert json.loads(proof.content)["format"] == "takatuf-proof/1"

    read = COURT + one.split("submissions/")[1]
    assert clients["judge"].get(read).status_code == 404
    assert reem.post(f"{one}file/").status_code == 302
    assert clients["judge"].get(read).status_code == 200
    assert reem.post(f"{one}file/").status_code == 409


def _words() -> dict[str, str]:
    said = story.SECTIONS
    return {
        "summary": said.summary, "key_facts": "١، ٢ و4", "risk_now": "", "urgent_measures": "", "impact": said.impact,
        "child_view": said.child_view, "child_view_taken": "", "interviews_so_far": "١", "speaks_against": said.speaks_against[0],
        "why_nothing_speaks_against": "", "limits": said.limits, "author_licence": "", "english_summary": "",
        "request_rows": "1", "request_0_text": said.requests[0].text_ar, "request_0_facts": "1", "study_rows": "1",
        "study_0_heading": "المدرسة", "study_0_text": said.social_study[1].text, "study_0_sources": "سجل المدرسة",
        "study_0_reply": "", "recipient_rows": "1", "recipient_0_name": "", "recipient_0_reason": "",
    }  # fmt: skip


def test_the_draft_is_read_as_a_document_before_anybody_stands_for_it(tmp_path: Path) -> None:
    _walk, draft = a_draft(tmp_path)
    reem, huda, one = sign_in("reem"), sign_in("huda"), f"{DESK}submissions/{draft}/"

    offered = _text(reem, one)
    pdf = huda.get(f"{one}draft.pdf")
    with worker_scope(worker_named("reem").id) as by:
        court.withdraw_fact(fact_id=_walk._fact_ids[4], why="تبين خطؤها.", by=by, at=now())
    approve_refused = reem.post(f"{one}send/")

    assert f'href="{one}draft.pdf"' in offered
    assert (pdf.status_code, pdf["Content-Type"]) == (200, "application/pdf")
    assert pdf["Content-Disposition"].startswith("inline")
    assert pdf.content.startswith(b"%PDF-1.7")
    assert approve_refused.status_code == 409
    for name in OUTSIDERS:
        assert sign_in(name).get(f"{one}draft.pdf").status_code == 404, name


def test_the_author_reads_why_an_approver_sent_it_back(tmp_path: Path) -> None:
    _walk, draft = a_draft(tmp_path)
    one = f"{DESK}submissions/{draft}/"
    sign_in("reem").post(f"{one}send/")

    sign_in("huda").post(f"{one}return/", {"reason": "اذكر تاريخ الواقعة الأولى."})

    page = _text(sign_in("reem"), one)
    assert "It was sent back: this must change" in page
    assert "اذكر تاريخ الواقعة الأولى." in page


def test_what_rests_on_a_fallen_fact_is_not_filed_and_the_page_says_what_to_do(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, SIGNED)
    reem, one = sign_in("reem"), f"{DESK}submissions/{walk.ids['submission']}/"
    with worker_scope(worker_named("reem").id) as by:
        court.withdraw_fact(fact_id=walk._fact_ids[1], why="تبين خطؤها.", by=by, at=now())

    page = _text(reem, one)
    refused = reem.post(f"{one}file/")

    assert "A fact in it no longer stands" in page
    assert "withdrawn, written anew or lost their source: 2." in page
    assert "File it with the court" not in page
    assert refused.status_code == 409
    assert "It was not filed" in refused.content.decode()


def test_the_second_approval_on_the_first_page_leads_to_the_application(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, "facts with their sources")
    words = Sections(
        requests=(Request("منع التواصل مع الطفل الليلة.", (1,)),), risk_now="يُنتظر لقاء الليلة.",
        speaks_against=("لم تُفحص الأجهزة.",),
    )  # fmt: skip
    with worker_scope(worker_named("reem").id) as by:
        urgent = court.start_submission(
            case_id=walk.ids["case"], court_id=agency_by_code("court").id, docket=story.DOCKET, child_code=story.CHILD_CODE,
            kind=court.SubmissionKind.URGENT, by=by, at=now(),
        )  # fmt: skip
        court.place_facts(submission_id=urgent, fact_ids=walk._fact_ids[1:2], by=by, at=now())
        court.write_sections(submission_id=urgent, sections=words, by=by, at=now())
    reem, huda, one = sign_in("reem"), sign_in("huda"), f"{DESK}submissions/{urgent}/"

    missing = reem.get(one).context["desk"].missing
    reem.post(f"{one}call/", {"to": "قاضي المناوبة", "said": "أُبلغ بالخطر.", **_moment_ago()})
    the_sealer_comes()
    reem.post(f"{one}sign/")
    the_worker_builds()
    first_page = _text(huda, DESK)
    application = _text(huda, one)
    huda.post(f"{one}approve-after/")

    assert len(missing) == 1
    assert f'href="{one}"' in first_page
    assert "Read the urgent application that one person signed" in first_page
    assert "Approve it as the second person" in application
    assert f'href="{one}"' not in _text(huda, DESK)


def _moment_ago() -> dict[str, str]:
    """The fields of a moment that has just passed, as the call's form asks for it."""
    at = timezone.localtime(now() - timedelta(minutes=5))
    return {
        "called_at": f"{at:%Y-%m-%dT%H:%M}",
        "called_at_0": f"{at:%Y-%m-%d}",
        "called_at_1": f"{at:%H:%M}",
    }


def test_words_may_stay_unfinished_and_a_wrong_fact_number_is_named(tmp_path: Path) -> None:
    _walk, draft = a_draft(tmp_path)
    reem, write = sign_in("reem"), f"{DESK}submissions/{draft}/write/"

    more = reem.post(write, {**_words(), "more_request": "1"})
    wrong = reem.post(write, {**_words(), "request_0_facts": "99"})

    assert more.status_code == 200
    assert "request_1_text" in more.context["form"].fields
    assert "has the number 99" in wrong.content.decode()


def test_a_name_in_the_document_is_found_and_nothing_is_signed(tmp_path: Path) -> None:
    make_country(password=PASSWORD, totp_secret=SECRET)
    _walk, draft = a_draft(tmp_path, fact=f"حضر {story.CHILD.name} مع والدته.")
    approve(draft)
    the_sealer_comes()
    reem, one = sign_in("reem"), f"{DESK}submissions/{draft}/"

    asked = reem.post(f"{one}sign/")
    the_worker_builds()

    words = _text(reem, one)
    assert asked.status_code == 302
    assert "Not signed" in words
    assert "stands in the document: page" in words
    assert story.CHILD.name not in reem.get(one).context["desk"].not_built
    assert reem.get(f"{one}submission.pdf").status_code == 404


def test_other_agencies_find_nothing(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, SIGNED)
    one, case = f"{DESK}submissions/{walk.ids['submission']}/", f"{DESK}cases/{walk.ids['case']}/"

    for username in OUTSIDERS:
        client = sign_in(username)
        paths = [
            one,
            f"{one}submission.pdf",
            f"{one}proof.json",
            f"{one}write/",
            f"{case}facts/",
            f"{case}submissions/",
        ]
        assert [client.get(path).status_code for path in paths] == [404] * len(paths), username
        steps = ("send", "approve", "return", "sign", "file", "serve")
        assert {client.post(f"{one}{step}/", {"reason": "x"}).status_code for step in steps} <= {404}, (
            username
        )


def test_the_prosecutor_reads_what_was_served_and_decides_nothing(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, FILED)
    reem, majed = sign_in("reem"), sign_in("majed")
    read = f"{COURT}{walk.ids['submission']}/"

    before = (majed.get(read).status_code, story.DOCKET in _text(majed, COURT))
    party = reem.get(f"{DESK}submissions/{walk.ids['submission']}/").context["desk"].serve_on[0]
    reem.post(f"{DESK}submissions/{walk.ids['submission']}/serve/", {"agency": str(party.id)})
    after = (majed.get(read).status_code, story.DOCKET in _text(majed, COURT))

    assert (before, after) == ((404, False), (200, True))
    assert "Record a ruling" not in _text(majed, read)
    assert majed.post(f"{read}received/").status_code in {404, 409}
    assert majed.post(f"{read}hearing/", {"day": "2026-12-01", "hour": "10:00"}).status_code == 404
    assert majed.get(f"{DESK}cases/{walk.ids['case']}/facts/").status_code == 404


def test_the_judge_reads_sentences_with_their_sources_and_neither_name_nor_score(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, FILED)
    judge, path = sign_in("judge"), f"{COURT}{walk.ids['submission']}/"

    page = _text(judge, path)
    arabic = _text(judge, path.replace("/en/", "/ar/"))

    for fact in story.FACTS:
        assert str(fact["text"]).split("«")[0][:30] in page
        assert str(fact["source"][1]) in page  # type: ignore[index]
    assert page.count('<details class="sourced">') == len(story.FACTS)
    assert page.count("fact contested") == 1
    assert "Contested" in page
    assert "محل خلاف" in arabic
    assert "Download the signed file" in page
    assert "verify.py" in page
    for word in story.CHILD.name.split():
        assert word not in page, word
    for word in ("score", "Score", "النقاط", "درجة الخطورة", "Level ", "بالمستوى", "at level", "C-26-"):
        assert word not in page + arabic, word


def test_a_ruling_comes_back_to_the_agency_as_a_step_with_a_clock(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, FILED)
    judge, sara = sign_in("judge"), worker_named("sara")
    path = f"{COURT}{walk.ids['submission']}/"

    wrong = judge.post(
        f"{path}ruling/",
        {
            "ruling-ruled_on": "2026-12-10",
            "ruling-text": "قررت المحكمة.",
            "ruling-appeal_until_on": "2026-12-01",
        },
    )
    judge.post(f"{path}hearing/", {"day": "2026-12-01", "hour": "١٠:٣٠", "place": "القاعة 2"})
    judge.post(
        f"{path}ruling/",
        {"ruling-ruled_on": "2026-12-10", "ruling-text": story.RULING, "ruling-facts_relied_on": ["1", "2"]},
    )
    ruling = judge.get(path).context["view"].rulings[0]
    empty = judge.post(f"{path}rulings/{ruling.id}/order/", {"order-kind": "support"})
    order = {
        "order-kind": "support",
        "order-text": story.ORDER,
        "order-agency": str(sara.agency.id),
        "order-limit_amount": "٣٠",
        "order-limit_unit": "calendar_days",
    }
    made = judge.post(f"{path}rulings/{ruling.id}/order/", order)
    page = _text(judge, path)
    with worker_scope(sara.id) as by:
        steps = [step for step in steps_of(walk.ids["case"], by=by) if step.from_order]

    assert "The time to appeal ends after the ruling." in wrong.content.decode()
    assert empty.status_code == 200
    assert "error-summary" in empty.content.decode()
    assert made.status_code == 302
    assert "within 30 days" in page
    assert "under way" in page
    assert [(step.owner.id, step.done_at) for step in steps] == [(sara.agency.id, None)]
    assert steps[0].due_at is not None
    assert "What the court did" in _text(sign_in("reem"), f"{DESK}submissions/{walk.ids['submission']}/")


def test_the_lists_name_what_each_may_read(tmp_path: Path) -> None:
    walk = walk_until(tmp_path, ORDERED)
    judge, reem = sign_in("judge"), sign_in("reem")

    room = _text(judge, COURT)

    assert judge.get(f"{DESK}court/").url == COURT
    assert story.DOCKET in room
    assert str(walk.ids["submission"]) in room
    assert str(walk.ids["submission"]) in _text(reem, f"{DESK}court/")
    assert str(walk.ids["submission"]) in _text(reem, f"{DESK}cases/{walk.ids['case']}/submissions/")
    assert reem.get(COURT).status_code == 404
    assert Client().get(COURT).status_code == 302
