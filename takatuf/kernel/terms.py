"""The words of the house: each thing of the field under one name, in Arabic and English; models are named by them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One word: the model's name, and how people say it."""

    name: str
    ar: str
    en: str


_WORDS = """
Report | بلاغ | report
Identifier | معرّف | identifier
ReporterContact | وسيلة التواصل مع المبلِّغ | reporter's contact
Mailbox | صندوق رسائل المبلِّغ | reporter's mailbox
Message | رسالة | message
Draft | مسودة | draft
Rating | تقدير الاستعجال | urgency rating
TriageDecision | قرار الفرز | triage decision
Person | شخص | person
CaseRole | صفة الشخص في الحالة | role in the case
Link | رابط | link
Case | حالة | case
CaseReport | بلاغ الحالة | report of the case
CaseAgency | جهة مشاركة في الحالة | agency in the case
Concern | موضع قلق | concern
Assessment | تقييم | assessment
Plan | خطة | plan
PlanAction | إجراء في الخطة | plan action
Visit | زيارة | visit
Review | مراجعة | review
Closure | إغلاق | closure
SocialWaiver | استثناء من الجانب الاجتماعي | waiver of the social side
ChronologyLine | سطر في التسلسل الزمني | line of the chronology
Track | مسار العمل المشترك | track
Step | خطوة | step
Deadline | مهلة | deadline
Notice | إشعار | notice
Referral | إحالة | referral
Meeting | اجتماع | meeting
MeetingDecision | قرار الاجتماع | meeting decision
Agreement | اتفاقية | agreement
Exhibit | دليل | exhibit
CustodyEvent | حدث في سلسلة الحفظ | custody event
HashList | قائمة بصمات | hash list
Match | تطابق | match
Fact | واقعة | fact
FactSource | مصدر الواقعة | source of a fact
FactPosition | موقف من الواقعة | position on a fact
Submission | مذكرة إلى المحكمة | submission
SubmissionFact | واقعة في المذكرة | fact in a submission
SubmissionDocument | وثيقة المذكرة | document of a submission
Approval | موافقة | approval
Hearing | جلسة | hearing
Ruling | حكم | ruling
Order | أمر قضائي | order
Campaign | حملة | campaign
Gathering | لقاء | gathering
Material | مادة توعوية | material
Indicator | مؤشر | indicator
Release | نشرة أرقام | release
Recommendation | توصية | recommendation
Practice | ممارسة | practice
Agency | جهة | agency
Worker | موظف | worker
User | حساب الدخول | sign-in
Provider | مزود خدمة | provider
Delivery | إرسالية | delivery
Filing | بلاغ قيد الإرسال | filing under way
Record | سجل | record
Access | صلاحية اطلاع | access
Disclosure | اطلاع | disclosure
LedgerEntry | قيد في السجل | ledger entry
Checkpoint | نقطة تحقق | checkpoint
LedgerWitness | شاهد على السجل | ledger witness
"""

TERMS: dict[str, Term] = {
    name: Term(name, ar, en) for name, ar, en in (line.split(" | ") for line in _WORDS.strip().splitlines())
}
