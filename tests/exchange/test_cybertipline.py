"""Reports in the shape of the CyberTipline API: what is taken, what is refused, and where the error points."""

import io
import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from takatuf.exchange.cybertipline import (
    DIRECTION_MARKS,
    LARGEST,
    explain,
    find_problems,
    parse_report,
    write_report,
)
from takatuf.exchange.cybertipline.checking import problems
from takatuf.exchange.cybertipline.table import table
from takatuf.intake.content import Kind, from_json, to_json
from takatuf.kernel.errors import InvalidInput
from tests.shared_data import shared_data

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SAMPLE = files("takatuf.exchange.cybertipline").joinpath("sample.xml").read_bytes()
MINIMAL = b"""<report><incidentSummary><incidentType>Misleading Domain Name</incidentType>
<incidentDateTime>2026-11-20T10:00:00Z</incidentDateTime></incidentSummary>
<reporter><reportingPerson/></reporter></report>"""

# What the receiver's own rules ask beyond the schema, and what the schema does not know yet.
STRICTER = {"zone_missing", "in_future", "too_long", "blank", "out_of_range"}


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(shared_data("cybertipline/cyber_tipline.xsd"))))


def refusal(data: bytes) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        parse_report(data, received_at=AT)
    return caught.value


def test_sample_is_read_with_child_subject_and_signals() -> None:
    content = parse_report(SAMPLE, received_at=AT)

    assert content.kinds == (Kind.GROOMING,)
    assert content.occurred_at == datetime(2026, 11, 20, 15, 42, 10, tzinfo=UTC)
    assert content.signals.child_age == 12
    assert content.signals.grooming_underway is True
    assert content.signals.danger_now is None
    assert {"child", "subject"} == {person.role for person in content.people}
    claims = {(claim.kind, claim.value, claim.whose) for claim in content.identifiers}
    assert ("phone", "+966500000017", "subject") in claims
    assert ("account", "wadi_star_77", "subject") in claims
    assert ("account", "layan_reads", "child") in claims


def test_content_of_the_sample_survives_json() -> None:
    content = parse_report(SAMPLE, received_at=AT)

    assert from_json(to_json(content)) == content


def test_sample_is_valid_by_the_public_schema() -> None:
    assert schema().validate(etree.fromstring(SAMPLE)), schema().error_log


def test_written_document_is_valid_and_is_read_back() -> None:
    content = parse_report(SAMPLE, received_at=AT)

    written = write_report(content)

    assert schema().validate(etree.fromstring(written)), schema().error_log
    again = parse_report(written, received_at=AT)
    assert again.signals == content.signals
    assert again.kinds == content.kinds
    assert again.narrative == content.narrative
    assert again.occurred_at == content.occurred_at


def test_smallest_document_is_taken() -> None:
    content = parse_report(MINIMAL, received_at=AT)

    assert content.kinds == (Kind.ONLINE_EXPLOITATION,)
    assert content.people == ()


def test_table_knows_every_name_of_the_public_schema() -> None:
    root = etree.parse(str(shared_data("cybertipline/cyber_tipline.xsd"))).getroot()
    values = {
        simple.get("name"): {each.get("value") for each in simple.iter("{*}enumeration")}
        for simple in root.findall("{*}simpleType")
    }

    for name, choices in table().enumerations.items():
        assert choices == values[name], name


@pytest.mark.parametrize(
    ("before", "after", "path", "code"),
    [
        ("2026-11-20T18:42:10+03:00", "2026-11-20", "/report/incidentSummary/incidentDateTime", "not_time"),
        ("2026-11-20T18:42:10+03:00", "2026-02-30T18:42:10Z", "/report/incidentSummary/incidentDateTime", "not_time"),
        ("2026-11-20T18:42:10+03:00", "2026-11-20T18:42:10", "/report/incidentSummary/incidentDateTime", "zone_missing"),
        ("2026-11-20T18:42:10+03:00", "2027-11-20T18:42:10Z", "/report/incidentSummary/incidentDateTime", "in_future"),
        ("Online Enticement of Children for Sexual Acts", "Something Else", "/report/incidentSummary/incidentType", "not_one_of"),
        ("<age>12</age>", "<age>twelve</age>", "/report/victim/victimPerson/age", "not_whole_number"),
        ("<age>12</age>", "<age>151</age>", "/report/victim/victimPerson/age", "out_of_range"),
        ("<port>51234</port>", "<port>70000</port>", "/report/personOrUserReported/ipCaptureEvent/port", "out_of_range"),
        ('type="Work"', 'type="Office"', "/report/reporter/reportingPerson/email/@type", "not_one_of"),
        ('type="Work"', 'kind="Work"', "/report/reporter/reportingPerson/email/@kind", "unknown_attribute"),
        ("<platform>Nakhla Chat</platform>", "<platform>" + "a" * 257 + "</platform>", "/report/incidentSummary/platform", "too_long"),
        ("<age>12</age>", "<age>12</age><height>150</height>", "/report/victim/victimPerson/height", "unknown_element"),
        ("<age>12</age>", "<age>12</age><age>12</age>", "/report/victim/victimPerson/age[2]", "too_many"),
        ("<chatImIncident>", "loose <chatImIncident>", "/report/internetDetails", "text_between_elements"),
        ("<platform>", "<escalateToHighPriority> </escalateToHighPriority><platform>", "/report/incidentSummary/platform", "wrong_order"),
    ],
)  # fmt: skip
def test_wrong_value_is_refused_with_its_path(before: str, after: str, path: str, code: str) -> None:
    data = SAMPLE.decode().replace(before, after, 1).encode()

    error = refusal(data)

    assert (error.path, error.code) == (path, code)
    assert path in explain(error)


def test_a_value_of_a_short_list_or_range_is_refused_with_what_would_be_right() -> None:
    said = [
        explain(refusal(SAMPLE.replace(before, after)))
        for before, after in ((b'type="Work"', b'type="Office"'), (b"<age>12</age>", b"<age>151</age>"))
    ]

    assert "Business, Home, Recovery, Work" in said[0]
    assert "بين 0 و150" in said[1]


def test_blank_escalation_is_refused_and_a_filled_one_marks_the_report_immediate() -> None:
    text = SAMPLE.decode()
    blank = text.replace("</platform>", "</platform><escalateToHighPriority> </escalateToHighPriority>")
    filled = text.replace(
        "</platform>", "</platform><escalateToHighPriority>A meeting today.</escalateToHighPriority>"
    )

    assert refusal(blank.encode()).code == "blank"
    content = parse_report(filled.encode(), received_at=AT)
    assert content.signals.partner_flagged_immediate is True
    assert content.narrative.startswith("A meeting today.")


def test_victim_before_the_reported_person_is_refused_as_wrong_order() -> None:
    root = etree.fromstring(SAMPLE)
    victim, person = root.find("victim"), root.find("personOrUserReported")
    person.addprevious(victim)

    error = refusal(etree.tostring(root))

    assert (error.path, error.code) == ("/report/personOrUserReported", "wrong_order")


def test_missing_reporter_is_named() -> None:
    error = refusal(re.sub(rb"<reporter>.*</reporter>", b"", MINIMAL))

    assert (error.path, error.code) == ("/report/reporter", "missing")


def test_annotation_newer_than_the_table_is_kept_and_a_false_flag_refused() -> None:
    flags = "</platform><reportAnnotations>{}</reportAnnotations>"
    newer = SAMPLE.decode().replace(
        "</platform>", flags.format("<informational>true</informational><sextortion>true</sextortion>")
    )
    false = SAMPLE.decode().replace("</platform>", flags.format("<sextortion>false</sextortion>"))

    content = parse_report(newer.encode(), received_at=AT)

    assert content.annotations == {"informational": "true", "sextortion": "true"}
    assert content.signals.extortion_ongoing is True
    assert refusal(false.encode()).path == "/report/incidentSummary/reportAnnotations/sextortion"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (SAMPLE[:900], "not_xml"),
        (b"{}", "not_xml"),
        (SAMPLE.decode().replace("UTF-8", "UTF-16").encode("utf-16"), "wrong_encoding"),
        (SAMPLE.decode().replace("UTF-8", "windows-1256").encode(), "wrong_encoding"),
        (b"\xff\xfe\x00" + MINIMAL, "wrong_encoding"),
        (b'<?xml version="1.0"?><!-- x --><!DOCTYPE report SYSTEM "file:///etc/hostname">' + MINIMAL, "has_dtd"),
        (b'<!DOCTYPE report [<!ENTITY a "b">]>' + MINIMAL.replace(b"Domain Name", b"&a;"), "has_dtd"),
        (b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><report>&b;</report>', "has_dtd"),
        (MINIMAL.replace(b"Domain Name", b"&undefined;"), "not_xml"),
    ],
)  # fmt: skip
def test_document_that_cannot_be_trusted_is_refused(data: bytes, code: str) -> None:
    error = refusal(data)

    assert error.code == code
    assert error.path == "/"


def test_doctype_words_inside_a_text_are_no_document_type() -> None:
    data = SAMPLE.decode().replace("No picture was sent.", "<![CDATA[<!DOCTYPE html>]]>")

    assert "<!DOCTYPE html>" in parse_report(data.encode(), received_at=AT).narrative


class Endless(io.RawIOBase):
    """A stream of 300 MB that counts what was read of it."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        size = min(size if size > 0 else 1 << 20, 300_000_000 - self.given)
        self.given += size
        return b"<" * size


def test_huge_stream_is_refused_without_reading_it_all() -> None:
    stream = Endless()

    with pytest.raises(InvalidInput) as caught:
        parse_report(stream, received_at=AT)

    assert caught.value.code == "too_large"
    assert stream.given <= LARGEST + 128 * 1024


def test_deep_nesting_is_refused() -> None:
    data = b"<report>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</report>"

    assert refusal(data).code in ("not_xml", "unknown_element")


def test_direction_marks_leave_names_but_are_noted() -> None:
    data = SAMPLE.decode().replace("wadi_star_77</screenName>", "wadi_\u202estar_77</screenName>")

    content = parse_report(data.encode(), received_at=AT)

    assert any(claim.value == "wadi_star_77" for claim in content.identifiers)
    assert content.annotations[DIRECTION_MARKS] == "/report/personOrUserReported/screenName"


def test_dry_run_names_all_problems() -> None:
    data = SAMPLE.decode().replace("<age>12</age>", "<age>x</age>").replace('type="Work"', 'type="x"')

    found = find_problems(data.encode(), received_at=AT)

    assert [error.code for error in found] == ["not_one_of", "not_whole_number"]


def test_age_comes_from_the_birth_date_at_the_time_of_the_incident() -> None:
    born = SAMPLE.decode().replace("<age>12</age>", "<age>30</age><dateOfBirth>2013-11-21</dateOfBirth>")

    assert parse_report(born.encode(), received_at=AT).signals.child_age == 12


def elements() -> list[str]:
    return [element.tag for element in etree.fromstring(SAMPLE).iter(etree.Element)]


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_our_verdict_agrees_with_the_public_schema_on_mutations(data: st.DataObject) -> None:
    root = etree.fromstring(SAMPLE)
    for _ in range(data.draw(st.integers(1, 3))):
        _mutate(root, data)

    ours = {error.code for error in problems(etree.fromstring(etree.tostring(root)), received_at=AT)}

    if schema().validate(root):
        assert ours <= STRICTER
    else:
        assert ours, schema().error_log


VALUES = ["", " ", "true", "1", "false", "0", "x", "12", " 12 ", "-1", "2026-11-20", "2026-11-20T10:00:00", "SA", "Login",
          "2026-13-01T10:00:00Z", "2026-11-20T24:00:00Z", "2026-11-20T10:00:00.5+03:00", "+966", "1e3", "الرياض"]  # fmt: skip


def _mutate(root: etree._Element, data: st.DataObject) -> None:
    nodes = [node for node in root.iter(etree.Element) if node is not root]
    node = data.draw(st.sampled_from(nodes), label="node")
    act = data.draw(
        st.sampled_from(["text", "drop", "move", "twice", "rename", "attribute", "insert"]), label="act"
    )
    if act == "text" and not len(node):
        node.text = data.draw(st.sampled_from(VALUES))
    elif act == "drop" and node.getparent() is not None:
        node.getparent().remove(node)
    elif act == "move" and node.getparent() is not None:
        node.getparent().insert(data.draw(st.integers(0, 8)), node)
    elif act == "twice" and node.getparent() is not None:
        node.addnext(etree.fromstring(etree.tostring(node, with_tail=False)))
    elif act == "rename":
        node.tag = data.draw(st.sampled_from(elements()))
    elif act == "attribute":
        names = ["type", "verified", "countryCallingCode", "disabledDate", "timestamp", "strange"]
        node.set(data.draw(st.sampled_from(names)), data.draw(st.sampled_from(VALUES)))
    elif act == "insert":
        shape = data.draw(st.sampled_from(sorted(table().shapes)))
        parts = table().shapes[shape].elements
        if parts:
            child = etree.SubElement(node, data.draw(st.sampled_from(parts)).name)
            child.text = data.draw(st.sampled_from(VALUES))


@given(
    st.integers(946_684_800, 1_793_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.integers(-14 * 60, 14 * 60),
)
def test_any_past_time_with_a_zone_is_read_to_the_second(moment: datetime, minutes: int) -> None:
    sign, rest = ("-" if minutes < 0 else "+"), abs(minutes)
    zone = f"{sign}{rest // 60:02d}:{rest % 60:02d}"
    text = f"{moment:%Y-%m-%dT%H:%M:%S}{zone}"

    content = parse_report(MINIMAL.replace(b"2026-11-20T10:00:00Z", text.encode()), received_at=AT)

    assert content.occurred_at == moment - timedelta(minutes=minutes)


def test_birth_dates_may_not_lie_ahead() -> None:
    ahead = date(2027, 1, 1).isoformat()
    data = SAMPLE.decode().replace("<age>12</age>", f"<age>12</age><dateOfBirth>{ahead}</dateOfBirth>")

    assert refusal(data.encode()).path == "/report/victim/victimPerson/dateOfBirth"
