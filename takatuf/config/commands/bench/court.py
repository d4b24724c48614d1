"""How long a large submission takes to be drawn, held against its gates and signed, and to be checked by an outsider."""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from takatuf.config.commands.bench import Figure, Figures, say
from takatuf.config.commands.bench.filling import fill_cases, make_worker, open_records, store
from takatuf.config.commands.bench.house import own_house

FACTS = 1_200
BUILT = 3  # submissions, each of its own; the median counts
CHECKED = 5
SENTENCES = (
    "غاب الطفل عن المدرسة في الأسبوع {number} ثلاثة أيام متتالية، وورد الغياب في سجل الحضور الذي وقّعته مديرة المدرسة آخر الفصل.",
    "وصلت الرسالة {number} من الحساب المسمى «@falcon_{number}» عند الساعة 21:45.",
    "أفادت الأم في اللقاء {number} بأن نومه تحسن.",
    "ترى الأخصائية بعد الجلسة {number} أن عودة التواصل تضر الطفل.",
)


@dataclass(frozen=True, slots=True)
class Court:
    """Who writes, who approves, and the court."""

    court: UUID
    writer: UUID
    approvers: tuple[UUID, UUID]
    case: UUID


def measure_court(scale: float) -> Figures:
    """`--scale 1` is a submission of 1,200 facts, about sixty pages, signed for the long term."""
    many = max(12, int(FACTS * scale))
    with own_house() as root:
        here = make_court()
        say(f"{many:,} facts, each with its source and the positions of two parties")
        facts = make_facts(here, many)
        took, peak, last = [], 0.0, UUID(int=0)
        for number in range(BUILT):
            last = approved(here, facts, number)
            seconds, peak = _build(last, here, root)
            took.append(seconds)
            say(f"drawn, checked and signed in {seconds:.2f} s")
        verify, pages, size = _verify(last, here, root)
        say(f"{pages} pages, {size:,} bytes")
    return {
        "bundle_s": Figure(round(sorted(took)[len(took) // 2], 2), "s", 2.5, "lower"),
        "bundle_peak_mb": Figure(round(peak, 1), "MB", 500, "lower"),
        "verify_s": Figure(round(verify, 3), "s", 0.5, "lower"),
    }


def make_court() -> Court:
    from takatuf.agencies.models import Agency, RecordKind, Sector
    from takatuf.agencies.rules import Role
    from takatuf.kernel.clock import now
    from takatuf.kernel.ids import uuid7

    social, court = (
        Agency(id=uuid7(), code=code, name_ar=name, name_en=code, sector=sector)
        for code, name, sector in (
            ("bench-social", "وحدة الحماية", Sector.SOCIAL),
            ("bench-court", "الدائرة الأولى", Sector.COURT),
        )
    )
    store([social, court])
    writer = make_worker(social.id, Role.COURT_WRITER, "bench-writer")
    approvers = tuple(make_worker(social.id, Role.APPROVER, f"bench-approver-{n}") for n in range(2))
    (record,) = open_records(RecordKind.CASE, [social.id], at=now())
    (case,) = fill_cases([record], [social.id], writer, opened=[now() - timedelta(days=40)])
    return Court(court.id, writer, (approvers[0], approvers[1]), case)


def make_facts(here: Court, many: int) -> list[UUID]:
    from takatuf.agencies.scope import worker_scope
    from takatuf.court.actions import FactKind, Party, Source, SourceKind, Stance, record_fact, state_position
    from takatuf.kernel.clock import now

    kinds = tuple(FactKind)
    source = Source(SourceKind.RECORD, "سجل المدرسة", "صفحة 2")
    facts = []
    with worker_scope(here.writer, minutes=30) as by:
        at = now()
        for number in range(1, many + 1):
            fact = record_fact(
                case_id=here.case, text_ar=SENTENCES[number % 4].format(number=number), kind=kinds[number % len(kinds)],
                sources=[source], occurred_on=(at - timedelta(days=number % 300)).date(), by=by, at=at,
            )  # fmt: skip
            state_position(fact_id=fact, party=Party.PROSECUTION, stance=Stance.ADMITS, by=by, at=at)
            stance = Stance.DENIES if number % 3 else Stance.ADMITS
            state_position(fact_id=fact, party=Party.DEFENCE, stance=stance, by=by, at=at)
            facts.append(fact)
    return facts


def approved(here: Court, facts: list[UUID], number: int) -> UUID:
    from takatuf.agencies.scope import worker_scope
    from takatuf.config.commands.journey.story import SECTIONS
    from takatuf.config.commands.work import seal_everything
    from takatuf.court import actions as court
    from takatuf.kernel.clock import now

    with worker_scope(here.writer) as by:
        submission = court.start_submission(
            case_id=here.case, court_id=here.court, docket=f"44-{number}", child_code="ط-417", by=by, at=now()
        )
        court.place_facts(submission_id=submission, fact_ids=facts, by=by, at=now())
        court.write_sections(submission_id=submission, sections=SECTIONS, by=by, at=now())
        court.submit_for_approval(submission_id=submission, by=by, at=now())
    for approver in here.approvers:
        with worker_scope(approver) as by:
            court.approve_submission(submission_id=submission, by=by, at=now())
    seal_everything()
    return submission


def _build(submission: UUID, here: Court, root: Path) -> tuple[float, float]:
    """Seconds from the press to the signed and stored document, and the most memory held meanwhile (MB)."""
    from takatuf.agencies.scope import worker_scope
    from takatuf.court.actions import build_and_sign
    from takatuf.kernel.clock import now
    from takatuf.vault.authority import make_demo_authority

    signer = make_demo_authority(root / "signer", at=now())
    with _memory_held() as held:
        began = time.perf_counter()
        with worker_scope(here.writer) as by:
            build_and_sign(submission_id=submission, signer=signer, by=by, at=now())
        seconds = time.perf_counter() - began
    return seconds, max(held)


@contextmanager
def _memory_held() -> Iterator[list[float]]:
    """What this process and those that it starts (the drawing) hold together, in MB, every ten milliseconds."""
    samples, stopping = [0.0], threading.Event()

    def watch() -> None:
        while not stopping.wait(0.01):
            samples.append(sum(map(_resident, [os.getpid(), *_started()])) / 2**20)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield samples
    finally:
        stopping.set()
        watcher.join()


def _started() -> list[int]:
    """The processes that any thread of this one has started and that still run."""
    threads = Path("/proc/self/task").glob("*/children")
    with suppress(OSError):
        return [int(number) for children in threads for number in children.read_text().split()]
    return []


def _resident(process: int) -> int:
    """Bytes; none where it has ended meanwhile."""
    with suppress(OSError):
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _verify(submission: UUID, here: Court, root: Path) -> tuple[float, int, int]:
    """Seconds of one check of signature, revisions, time stamps and ledger proof; pages and bytes of the document."""
    from takatuf.agencies.scope import worker_scope
    from takatuf.config.commands.work import seal_everything
    from takatuf.court.document.reading import read_document
    from takatuf.court.proofs import proof_of
    from takatuf.court.queries import open_document
    from takatuf.kernel.clock import now
    from takatuf.ledger import verifier
    from takatuf.ledger.queries import ledger_vkey
    from takatuf.vault.authority import make_demo_authority
    from takatuf.vault.signatures import check_signature

    seal_everything()
    with worker_scope(here.writer) as by:
        pdf = open_document(submission, by=by, at=now())
        proof = json.loads(json.dumps(proof_of(submission, by=by, at=now())))
        key = ledger_vkey()
    root_certificate = make_demo_authority(root / "signer", at=now()).root
    took = []
    for _ in range(CHECKED):
        began = time.perf_counter()
        holds = (
            verifier.verify(pdf, proof, [key]).ok
            and check_signature(pdf, trust_roots=[root_certificate]).good
        )
        took.append(time.perf_counter() - began)
        if not holds:
            say("the document does not verify")
            return 99.0, 0, len(pdf)
    return sorted(took)[CHECKED // 2], len(read_document(pdf).pages), len(pdf)
