"""Invented submissions for tests of the court document: neutral words, no real name."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from takatuf.court.document.view import (
    AgencyAnswer,
    AgencyView,
    ApprovalView,
    ChildViewSection,
    ChronologyEntry,
    CustodyView,
    DatePrecision,
    ExhibitView,
    FactView,
    MeasureState,
    MeasureView,
    Occurred,
    PositionView,
    RecipientView,
    RedactionView,
    RequestView,
    SourceView,
    StudySection,
    SubmissionView,
    SummaryView,
)
from takatuf.court.rules import FactKind, Party, Stance, Standing

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

TEXTS = (
    "انتظم الطفل في المدرسة حتى ٢٠ ربيع الآخر ١٤٤٨هـ ثم غاب أحد عشر يوماً، بلا عذرٍ مكتوب.",
    (
        "تواصل المتهم مع الطفل من الحساب المسمى «@blue_falcon_99» تسع مرات بين ١٤٤٨/٠٤/٢٠ و١٤٤٨/٠٤/٢٩، وأرسل إليه رابطاً إلى "
        "https://example.test/a?b=1 وطلب ألا يُخبر أحداً."
    ),
    "يرى الأخصائي أن عودة التواصل تعرّض الطفل لضرر نفسي؛ ولا إجابة لديه عن الأسئلة الآتية: لماذا؟ ومتى؟ وأين؟",
    "قالت الأم: «لا أستطيع الاطلاع على هاتفه، والأولاد الآخرون لا يعلمون»، ثم أضافت أن الإنترنت انقطع ليلة 12 إلى 13.",
    "ورد في سجل الجهاز (iPhone 13, iOS 17.2) أن الحساب أُنشئ من العنوان 192.0.2.7 عند الساعة 21:45، بنسبة 95٪ من الرسائل.",
    (
        "شُوهِدَ الطِّفلُ مُتَأَلِّمًا في المستشفى يوم 3 من الشهر، وسُجّلت الحالة برقم MRN-00-7781 لدى الطوارئ. الله أعلم "
        "باللائحة، واﻷمر مؤجّل إلى الإثنين؛ وأُرفق تقريرٌ من 4 صفحات."
    ),
)
INJECTION = '#لا *تغيير* $x$ @ref <label> \\ [a] _b_ `c` // تعليق /* آخر */ ~ -- --- "نص" = عنوان #panic("no") #let x = 1'

_STANDINGS = (Standing.AGREED, Standing.CONTESTED, Standing.OPINION, Standing.UNESTABLISHED)
_KINDS = (FactKind.RECORD, FactKind.STATEMENT, FactKind.OPINION, FactKind.OBSERVATION)


def make_fact(number: int, text: str) -> FactView:
    """A sourced fact; kinds and standings go round."""
    turn = (number - 1) % 4
    stance = {Standing.AGREED: Stance.ADMITS, Standing.CONTESTED: Stance.DENIES}.get(
        _STANDINGS[turn], Stance.NOT_ASKED
    )
    return FactView(
        id=UUID(int=number),
        number=number,
        text_ar=text,
        kind=_KINDS[turn],
        standing=_STANDINGS[turn],
        occurred=Occurred(date(2026, 10, 1) + timedelta(days=number), DatePrecision.DAY),
        agency="وزارة الموارد البشرية والتنمية الاجتماعية",
        sources=(SourceView("سجل المدرسة", "صفحة 2", "E-07"),),
        positions=(
            PositionView(Party.PROSECUTION, Stance.ADMITS),
            PositionView(Party.DEFENCE, stance, "ينكر نسبة الحساب إليه" if stance is Stance.DENIES else ""),
        ),
        speaks_against="أفادت الأم بتحسن نومه منذ أسبوعين." if _STANDINGS[turn] is Standing.OPINION else "",
    )


def make_submission(texts: tuple[str, ...] = TEXTS, **changes: object) -> SubmissionView:
    """A whole submission, version 2."""
    facts = tuple(make_fact(number, text) for number, text in enumerate(texts, 1))
    values: dict[str, object] = {
        "id": UUID(int=77),
        "court": "الدائرة الجزائية الثالثة",
        "docket": "44-1187",
        "child_code": "C-7F3K",
        "submitting_body": "إدارة الحماية الأسرية",
        "author": "أخصائية الحماية المكلفة",
        "author_licence": "SW-20331",
        "classification": "سري — لأطراف القضية",
        "version": 2,
        "written_at": AT,
        "supersedes_sha256": "3f9a" * 16,
        "what_changed": "أضيفت الواقعة 4 وملحقها.",
        "ledger_key": "a1b2c3d4" * 8,
        "summary": SummaryView(
            request="سماع الطفل مرة واحدة بالتسجيل، ومنع المتهم من التواصل مع الطفل، واستمرار الدعم النفسي ستة أشهر.",
            key_facts=tuple(fact.number for fact in facts[:5]),
            agreed=tuple(fact.number for fact in facts if fact.standing is Standing.AGREED),
            contested=tuple(fact.number for fact in facts if fact.standing is Standing.CONTESTED),
            risk_now="قائم ما دام الحساب مفتوحا، ولا خطر داخل المنزل.",
            urgent_measures=("منع المتهم من التواصل مع الطفل.", "إغلاق الحساب بطلب إلى مزود الخدمة."),
        ),
        "agencies": (
            AgencyView("وزارة الصحة", "العلاج والدعم النفسي", AT - timedelta(days=9), AgencyAnswer.ANSWERED, AT - timedelta(days=7)),
            AgencyView("هيئة الاتصالات", "بيانات الاشتراك", AT - timedelta(days=9), AgencyAnswer.ESCALATED),
        ),
        "facts": facts,
        "chronology": tuple(ChronologyEntry(fact.occurred, f"ما ورد في الواقعة {fact.number}", fact.number) for fact in facts[:8]),
        "social_study": (
            StudySection("المنزل والرعاية", "يقيم الطفل مع والديه في منزل مستقر.", ("زيارة منزلية",), "أقرت الأم بما ورد."),
            StudySection("المدرسة", "تحصيله جيد، وتأخر في مادتين منذ الغياب.", ("سجل المدرسة، صفحة 2",)),
        ),
        "impact": "اضطراب في النوم وعزوف عن الخروج، ويحتاج إلى جلسات أسبوعية.",
        "child_view": ChildViewSection("يريد أن يعود إلى المدرسة وألا يروي ما حدث مرة أخرى.", "مقابلة مسجلة ببروتوكول معتمد", 1),
        "measures": (
            MeasureView("إحالة إلى العيادة النفسية", "وزارة الصحة", MeasureState.DONE, date(2026, 11, 10)),
            MeasureView("خطة عودة إلى المدرسة", "وزارة التعليم", MeasureState.LATE, date(2026, 11, 20)),
        ),
        "exhibits": (
            ExhibitView(
                "E-07", "نسخة من سجل الحضور", "9c1e" * 16, "وزارة التعليم",
                (CustodyView(AT - timedelta(days=6), "مدير المدرسة", "سلم النسخة"), CustodyView(AT - timedelta(days=5), "إدارة الحماية", "تسلمت")),
            ),
        ),
        "requests": (
            RequestView("سماع الطفل مرة واحدة بالتسجيل.", (1, 3)),
            RequestView("منع المتهم من التواصل مع الطفل.", (2,)),
        ),
        "speaks_against": ("أفادت الأم بتحسن نومه منذ أسبوعين.",),
        "why_nothing_speaks_against": "",
        "limits": "لم تصل بيانات الاشتراك. أكدت صلة الحساب بالقضية موظفة البلاغات بمطابقة اسمه.",
        "declaration": "أقر بأن ما ورد هنا نقل عن مصادره كما هي، وبأن ما يخالف الطلب ذكر فيه.",
        "approvals": (
            ApprovalView("نورة المثال", "رئيسة الفريق", AT - timedelta(hours=3)),
            ApprovalView("سالم المثال", "المستشار القانوني", AT - timedelta(hours=1)),
        ),
        "distribution": (RecipientView("الدائرة الجزائية الثالثة", "صاحبة النظر"), RecipientView("الدفاع", "نسخة لا تنشر")),
        "summary_en": "The submission asks for one recorded hearing of the child, no contact by the accused, and six months of support.\nFact 2 is contested.",
        "redactions": (RedactionView("عنوان السكن", "سلامة الطفل", "قرار الدائرة", "كاتبة المذكرة"),),
    }  # fmt: skip
    return SubmissionView(**(values | changes))  # type: ignore[arg-type]
