"""The words of the journey: a case invented from beginning to end, neutral on purpose."""

from takatuf.casework.actions import ChildFacts
from takatuf.court.rules import Recipient, Request, Sections, StudyPart

CHILD = ChildFacts(name="سلمان عبدالرحيم الزاهر", age=12, sex="male")
CHILD_CODE = "ن-3"
DOCKET = "44-1187"

ASSESSMENT_FACTS = (
    "يعيش الطفل مع والديه وأختين. غاب عن المدرسة أحد عشر يوماً. انقطع التواصل مع الحساب منذ تقديم البلاغ."
)
ASSESSMENT_OPINION = "ترى الأخصائية أن عودة التواصل تعرّض الطفل لضرر نفسي، وأن الأسرة قادرة على حمايته بدعم."
CHILD_VIEW = "قال الطفل: لا أريد أن أكلمه مرة أخرى، وأريد أن أعود إلى فريقي."
CAREGIVER_VIEW = "قالت الأم إن نوم الطفل تحسن منذ أسبوعين."
PLAN_GOAL = "أن يبقى الطفل آمناً في بيته ويعود إلى مدرسته، وألا يعود التواصل."
PLAN_ACTIONS = ("جلسات دعم نفسي أسبوعية", "ترتيب عودة الطفل إلى المدرسة مع المرشد")
VISIT_VIEW = "قال الطفل إنه بخير وإنه عاد إلى المدرسة."

FACTS: tuple[dict[str, object], ...] = (
    {
        "text": "انتظم الطفل في المدرسة، ثم غاب إحدى عشرة مرة في ستة أسابيع.", "days_ago": 41, "precision": "month",
        "kind": "record", "source": ("record", "سجل الحضور في المدرسة", "ص 2"),
        "positions": (("prosecution", "admits", ""), ("defence", "admits", "")),
    },
    {
        "text": "تواصل الحساب المسمى في البلاغ مع حساب الطفل تسع مرات، وطلب اللقاء في مكان عام.",
        "days_ago": 12, "precision": "day",
        "kind": "record", "source": ("exhibit", "إفادة مزود الخدمة", "ص 1"),
        "positions": (("prosecution", "admits", ""), ("defence", "denies", "ينكر الدفاع نسبة الحساب إليه")),
    },
    {
        "text": "قال الطفل لمرشده: «لا أريد أن أكلمه مرة أخرى».", "days_ago": 5, "precision": "day",
        "kind": "statement", "source": ("interview", "محضر المرشد الطلابي", "الفقرة 3"),
        "positions": (("prosecution", "admits", ""), ("defence", "no_knowledge", "")),
    },
    {
        "text": "ترى الأخصائية أن عودة التواصل تعرض الطفل لضرر نفسي.", "days_ago": 5, "precision": "day",
        "kind": "opinion", "source": ("assessment", "التقييم الأولي", "الفقرة 6"),
        "positions": (),
    },
    {
        "text": "أفادت الأم بتحسن نوم الطفل منذ أسبوعين.", "days_ago": 3, "precision": "day",
        "kind": "statement", "source": ("visit", "محضر الزيارة المنزلية", "الفقرة 2"),
        "positions": (("prosecution", "admits", ""), ("defence", "admits", "")),
    },
)  # fmt: skip

SECTIONS = Sections(
    summary="تطلب الوزارة سماع الطفل مرة واحدة بالتسجيل، ومنع المتهم من التواصل مع الطفل، واستمرار الدعم النفسي ستة أشهر.",
    key_facts=(1, 2, 4),
    risk_now="انقطع التواصل منذ تقديم البلاغ، ولا يُعرف هل للحساب صاحب آخر.",
    urgent_measures=("منع المتهم من التواصل مع الطفل حتى الفصل في القضية",),
    requests=(
        Request("سماع الطفل مرة واحدة بالتسجيل، بحضور مختص.", (3, 4)),
        Request("منع المتهم من التواصل مع الطفل بأي وسيلة.", (2, 4)),
        Request("استمرار الدعم النفسي ستة أشهر.", (1, 4)),
    ),
    social_study=(
        StudyPart(
            "الأسرة والسكن",
            "يعيش الطفل مع والديه وأختين في سكن مستقر.",
            ("زيارة منزلية",),
            "وافقت الأسرة على ما ورد.",
        ),
        StudyPart("المدرسة", "كان الطفل منتظماً ثم غاب أحد عشر يوماً، وعاد بعد الدعم.", ("سجل المدرسة",), ""),
    ),
    impact="قلّ نوم الطفل وانقطع عن فريقه، ثم تحسن نومه بعد الجلسات.",
    child_view="لا أريد أن أكلمه مرة أخرى، وأريد أن أعود إلى فريقي.",
    child_view_taken="سُئل الطفل بمفرده في بيته بحضور الأخصائية، بلغة تناسب عمره.",
    interviews_so_far=1,
    interview_protocol="دليل المقابلة المعتمد في الوحدة",
    author_licence="SW-2207",
    speaks_against=("أفادت الأم بتحسن نومه منذ أسبوعين، وقد يعني ذلك أن الضرر يخف دون منع (الواقعة 5).",),
    limits="لم تُفحص الأجهزة. نسبة الحساب إلى المتهم محل خلاف، ولم تتحقق منها هذه الجهة.",
    distribution=(
        Recipient("النيابة العامة", "طرف في القضية"),
        Recipient("الدفاع", "طرف في القضية"),
    ),
    english_summary=(
        "The ministry asks that the child be heard once, on record; that the accused be kept from contacting the child;"
        " and that psychological support go on for six months.\n"
        "Facts 1 and 5 are agreed. Fact 2, that the account wrote to the child nine times and asked for a meeting, is contested:"
        " the defence denies that the account is the accused's. Fact 3 is not established. Fact 4 is a professional opinion.\n"
        "Against the request: the mother says that the child has slept better for two weeks. The devices were not examined."
    ),
)

FEEDBACK = "شكراً لك. عملت الجهات على ما أخبرتنا به، والطفل آمن."
HEALTH_ANSWER = "أُجري الفحص، وحُدد موعد أسبوعي للدعم النفسي."
OUTCOME = "الطفل آمن في بيته وعاد إلى مدرسته."
RULING = "قررت المحكمة منع المتهم من التواصل مع الطفل، واستمرار الدعم النفسي ستة أشهر."
ORDER = "يستمر الدعم النفسي للطفل ستة أشهر، ويُرفع إلى المحكمة تقرير بعد شهر."
