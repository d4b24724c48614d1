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
SafeHours | أوقات التواصل الآمنة | safe hours
Withdrawal | طلب سحب البلاغ | wish to withdraw
ReporterOutcome | نتيجة تُبلَّغ للمبلِّغ المختص | outcome for a professional reporter
Confirmation | شهادة تواصل | confirmation of contact
ContactOpening | فتح وسيلة التواصل | opening of a contact
Document | مستند | document
DocumentPart | جزء من مستند | part of a document
Draft | مسودة | draft
WorkDraft | مسودة موظف | draft of staff
Call | مكالمة | call
RingingCall | مكالمة ترن | ringing call
CallTransfer | تحويل مكالمة | transfer of a call
CallBack | معاودة اتصال | call-back
CallAttempt | محاولة اتصال | attempt to call
Debrief | جلسة تخفيف بعد مكالمة | debrief
PaperForm | نموذج ورقي | paper form
PressureDay | مفتاح عدّ اليوم | key for counting a day
PressureCount | عدّاد الازدحام | count of a crowd
BurstSign | أمارة دفعة بلاغات | sign of a burst
BurstMark | علامة دفعة بلاغات | mark of a burst
Rating | تقدير الاستعجال | urgency rating
TriageDecision | قرار الفرز | triage decision
RuleVersion | إصدار قاعدة الفرز | version of the triage rule
BundleMember | بلاغ في مجموعة | report of a bundle
NewFacts | معلومات لاحقة | facts that became known
ReviewItem | مراجعة ثانية | second look
Exposure | اطلاع على كلام صعب | hard words opened
HandOver | ترك بلاغ لزميل | report left to a colleague
CareRequest | طلب عناية | request for care
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
FormAnswer | إجابات نموذج وطني | answers to a country's form
TakenOverCase | حالة منقولة من نظام آخر | case taken over
SocialWaiver | استثناء من الجانب الاجتماعي | waiver of the social side
StageChange | انتقال الحالة بين المراحل | change of stage
FollowUp | متابعة بعد الإغلاق | follow-up
Reopening | إعادة الفتح | reopening
ConcernChange | حكم في موضع قلق | judgement of a concern
CaseLink | ربط حالتين | link of cases
ExposedChild | طفل معرّض للأمر نفسه | child with the same exposure
SafetyDecision | قرار السلامة | safety decision
EarlierText | نص سابق | earlier text
ChronologyLine | سطر في التسلسل الزمني | line of the chronology
Track | مسار العمل المشترك | track
TrackEvent | حدث في مسار | event of a track
ExcludedTime | وقت لا يُحسب | time that does not count
Step | خطوة | step
Deadline | مهلة | deadline
HolidayChange | تعديل في العطل | change of the holidays
Notice | إشعار | notice
DutyShift | مناوبة | duty shift
DutyChange | تعديل في جدول المناوبات | change of the rota
DutyNumber | وسيلة الوصول إلى المناوب | duty number
Ring | نداء عاجل | urgent call
RingMatter | موضوع النداء العاجل | matter of an urgent call
RingAttempt | محاولة وصول | attempt to reach somebody
RingRequest | طلب نداء جهة | request to ring an agency
NoticeChoice | اختيار طريقة الإشعار | choice of how to be told
DutyNotice | رسالة إلى المناوب | message to who is on duty
Handover | تسليم المناوبة | handover
Referral | إحالة | referral
ReferralQuestion | سؤال عن إحالة | question about a referral
OutcomePart | جزء من نتيجة الإحالة | part of an outcome
AuthorityLetter | خطاب إلى جهة خارجية | letter to an authority
AnswerLink | رابط للرد لمرة واحدة | one-time link to answer
OutsideAct | إجراء من خارج النظام | act of somebody outside
AgencyHook | اتصال موقّع بنظام جهة | signed calls of an agency
AgencyRoute | وجهة بديلة للإحالات | other route to an agency
Opening | فتح حالة بسبب مكتوب | opening with a reason
Lock | قفل حالة | lock of a case
Hold | إيقاف محو سجل | hold on a record
Erasure | محو سجل | erasure of a record
LookReview | مراجعة اطلاع على حالة مقفلة | review of a look
Contribution | إضافة دون اطلاع | words added without reading
GuardianBlock | حجب عن ولي الأمر | guardian not to be told
KnowingDecision | قرار من يطّلع على الحالة | decision about who may see
Meeting | اجتماع | meeting
MeetingInvitation | دعوة إلى اجتماع | invitation to a meeting
MeetingSlot | موضع في جدول الأعمال | place on the agenda
MeetingItem | بند في جدول الأعمال | agenda item
MeetingAttendance | حضور الاجتماع | attendance
MeetingRecusal | تنحٍّ عن بند | leaving an item for a conflict of interest
MeetingDecision | قرار الاجتماع | meeting decision
Agreement | اتفاقية | agreement
AgreementTerm | بند في اتفاقية | term of an agreement
AgreementSignature | توقيع على اتفاقية | signature under an agreement
Exhibit | دليل | exhibit
CustodyEvent | حدث في سلسلة الحفظ | custody event
HashList | قائمة بصمات | hash list
Match | تطابق | match
Fact | واقعة | fact
FactSource | مصدر الواقعة | source of a fact
FactPosition | موقف من الواقعة | position on a fact
Submission | مذكرة إلى المحكمة | submission
LinkReview | مراجعة مذكرة بعد فكّ ربط | review of a submission after a link was undone
SubmissionFact | واقعة في المذكرة | fact in a submission
SubmissionDocument | وثيقة المذكرة | document of a submission
DocumentStamp | ختم زمني على وثيقة | time stamp over a document
Approval | موافقة | approval
Proceedings | دعوى أمام المحكمة | proceedings
CourtParty | طرف في الدعوى | party to proceedings
Service | تبليغ قضائي | service
Question | سؤال المحكمة | question of the court
QuestionAsked | طرف مطلوب جوابه | party that is asked
Answer | جواب عن سؤال المحكمة | answer to the court
Hearing | جلسة | hearing
HearingOutcome | ما انتهت إليه الجلسة | outcome of a hearing
HearingAttendance | حضور جلسة المحكمة | attendance at a hearing
ProtectiveMeasure | تدبير حماية | protective measure
OrderVariation | تعديل أمر قضائي | variation of an order
Compliance | تنفيذ أمر قضائي | compliance with an order
SubmissionReturn | إعادة مذكرة للإيضاح | submission handed back
Appeal | اعتراض على حكم | appeal
Ruling | حكم | ruling
Order | أمر قضائي | order
Campaign | حملة | campaign
Gathering | لقاء | gathering
Material | مادة توعوية | material
Registration | تسجيل في لقاء | registration for a gathering
Attendance | عدد الحاضرين | number of those who came
AnswerCount | عدد الأجوبة | count of answers
VoteCount | عدد الأصوات | count of votes
AdviceReview | مراجعة إرشاد | review of advice
LessonDone | درس منجز | finished lesson
ForumSession | جلسة ملتقى | session of a forum
ForumPaper | ورقة في ملتقى | paper of a forum
Motion | مشروع توصية | draft recommendation
Proposal | مقترح من الجمهور | proposal of the public
Vote | صوت في ملتقى | vote
Indicator | مؤشر | indicator
Release | نشرة أرقام | release
ReleaseChart | رسم بياني منشور | published chart
PublishedCut | تقسيم منشور | published cut
ReleaseOrder | طلب نشر | order to publish
Ladder | سلّم أثر الحملة | ladder of effect
TrainingCount | عدد من أتموا التدريب | count of those who finished the training
Recommendation | توصية | recommendation
RecommendationEvent | حدث في توصية | event of a recommendation
Practice | ممارسة | practice
SelfAssessment | تقييم ذاتي | self-assessment
CapabilityName | اسم قدرة | name of a capability
ResearchRequest | طلب بحثي | research request
AnnualReport | تقرير سنوي | annual report
Agency | جهة | agency
Worker | موظف | worker
User | حساب الدخول | sign-in
Provider | مزود خدمة | provider
Delivery | إرسالية | delivery
Filing | بلاغ قيد الإرسال | filing under way
Gateway | بوابة الرسائل | message gateway
GatewaySecret | مفتاح توقيع البوابة | gateway's signing secret
GatewayMessage | رسالة عبر بوابة | message through a gateway
Record | سجل | record
Access | صلاحية اطلاع | access
Guard | قصر الاطلاع على حالة | restriction of a case
Denial | منع موظف من حالة | keeping a worker from a case
Disclosure | اطلاع | disclosure
LedgerEntry | قيد في السجل | ledger entry
Checkpoint | نقطة تحقق | checkpoint
LawCheck | تدقيق نص نظامي | check of a text of law
LedgerWitness | شاهد على السجل | ledger witness
Cosignature | تصديق الشاهد | cosignature
DocumentMark | بصمة مستند موقّع | mark of a signed document
CourtKey | المفتاح العلني للمحكمة | public key of a court
IdentityKey | مفتاح هوية الطفل المختوم | sealed key to an identity
"""

TERMS: dict[str, Term] = {
    name: Term(name, ar, en) for name, ar, en in (line.split(" | ") for line in _WORDS.strip().splitlines())
}
