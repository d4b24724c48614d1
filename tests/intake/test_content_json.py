"""The written-out canonical JSON is the general one, and reads back to the same content."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from takatuf.intake.content import (
    Answer,
    AnswerState,
    Channel,
    ContactWish,
    EmergencyPlace,
    IdentifierClaim,
    Kind,
    PersonClaim,
    Place,
    ProviderReference,
    ReportContent,
    ReporterKind,
    Signals,
    from_json,
    to_json,
    to_values,
)

words = st.text(max_size=12)
places = st.builds(Place, region=words, city=words, detail=words)
answers = st.builds(
    Answer,
    st.sampled_from(AnswerState),
    words | st.dictionaries(words, words, max_size=2) | st.tuples(words, words),
)
contents = st.builds(
    ReportContent,
    channel=st.sampled_from(Channel),
    reporter_kind=st.sampled_from(ReporterKind),
    language=words,
    kinds=st.lists(st.sampled_from(Kind), max_size=3).map(tuple),
    narrative=words,
    answers=st.dictionaries(words, answers, max_size=2),
    identifiers=st.lists(st.builds(IdentifierClaim, kind=words, value=words, platform=words, note=words, whose=words), max_size=2).map(tuple),
    signals=st.builds(Signals, danger_now=st.none() | st.booleans(), child_age=st.none() | st.integers(0, 17)),
    place=places,
    occurred_at=st.none() | st.datetimes().map(lambda at: at.replace(tzinfo=UTC)),
    occurred_words=words,
    people=st.lists(st.builds(PersonClaim, role=words, names=st.tuples(words), age=st.none() | st.integers(0, 90), place=places), max_size=2).map(tuple),
    contact=st.builds(ContactWish, wanted=words, name=words, phone=words),
    provider=st.builds(ProviderReference, name=words, reference=words),
    annotations=st.dictionaries(words, words, max_size=2),
    emergency=st.builds(EmergencyPlace, given=st.booleans(), words=words),
    flow=words,
)  # fmt: skip


@given(contents)
def test_the_written_out_text_is_the_general_one(content: ReportContent) -> None:
    general = json.dumps(to_values(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    assert to_json(content) == general


@given(contents)
def test_it_reads_back_to_the_same_content(content: ReportContent) -> None:
    assert from_json(to_json(content)) == content


def test_a_plain_report() -> None:
    content = ReportContent(
        channel=Channel.PROVIDER,
        reporter_kind=ReporterKind.PROVIDER,
        occurred_at=datetime(2026, 3, 1, tzinfo=UTC),
    )

    assert json.loads(to_json(content)) == to_values(content)
