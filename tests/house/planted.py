"""Words that exist nowhere else, to be looked for where they must not be; all of it is invented."""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

REPORT: dict[str, Any] = {
    "format": "takatuf-report/1",
    "flow": "parent",
    "language": "ar",
    "answers": {
        "what": "كتب صاحب الحساب إلى ابنتي زمردة الخيزراني وطلب أن تلقاه قرب مكتبة الزعفران العتيقة.",
        "safe": "safe",
        "now": ["meeting_asked"],
        "person": "online",
        "accounts": [
            "لعبة الصنوبر الأزرق: qirmizi_lantern_5519",
            "https://nakhla-chat.example/u/qirmizi_lantern_5519",
        ],
        "age": "7_to_12",
        "place": {
            "region": "وراء التل الليموني",
            "city": "بلدة الأرجوان البعيدة",
            "detail": "حي الياقوت المتلألئ",
        },
        "contact": {
            "wanted": "contact",
            "phone": "0507719347",
            "when": "بعد صلاة العصر بقليل",
            "careful": "لا يرد غيري أم زمردة",
        },
    },
    "key": "planted-report-0001",
}
MESSAGE_TO = "نود أن نسأل عن موعد الحافلة الفستقية."
MESSAGE_FROM = "الحافلة الفستقية تمر قبيل الغروب، واسم السائق شعبان المرجاني."
DRAFT = {"what": "مسودة كتبتها خالة زمردة عن البستان الكهرماني"}
CONTACT_LATER = "جدة زمردة لأبيها سنبلة الكركديه"
HOURS = "ترد الخالة الكهرمانية وحدها بعد المغرب"
WITHDRAWAL = "نخشى أن يعلم الجار صاحب الدكان الخزامي"
DOCUMENT = ("شهادة مدرسة النهر البلوري.pdf", "ورقة كتبتها معلمة النهر البلوري")
CALL = {"words": "قالت إن صاحب الدراجة العنابية ينتظر قرب السبيل المرمري.", "danger": "safe", "who": "parent"}
CALLER = "0503318842"
FOLLOW_UP = "الطفلة بخير وتلعب مع ابنة الجار صاحب المنارة الفضية."
REOPENING = "أُغلقت قبل أن يعود والدها من مرفأ الصدف البعيد."
OTHER_CHILD = "ابن عمة لها في ضاحية الرمان الأسود، نحو تسع سنوات"
SAFETY = "رحلت أسرته إلى واحة الشمع القديم ولا هاتف لها."
JUDGEMENT = "أكدته جدتها التي تبيع الخبز عند بوابة النحاس."
LINK = "كتب الحساب نفسه إلى الطفلين من مقهى السنديان الرمادي."
PLACE = "قاعة البرج العاجي، الطابق الثالث"
QUESTION = "هل تنتقل إلى مدرسة الينبوع الوردي؟"
GUEST = "ضيفة الاجتماع رباب الحلزوني"
MINUTES = "ذكر المرشد أنها تخشى طريق القنطرة الحجرية."
DECISION = "يرافقها خالها صاحب العربة الزيتونية أسبوعين."
DISSENT = "رأى ممثل الشرطة أن الخال قريب من سوق الزجاج الملون."
DISPUTE = "يرفع الخلاف إلى لجنة الديوان الأبنوسي."
REQUEST = "جلسات دعم للطفلة عند الطبيبة نهاد الزمهريري."
OUTSIDER = ("الممرضة غيداء المشكاة", "مديرة عيادة الغدير النيلي")
ASKED = "هل ترافقها أختها من دار الأقحوان الصغيرة؟"
NO_LETTER = "ردت العيادة هاتفياً على لسان فوزي القرنفلي."
LET_IN = "عند النيابة ملف قديم عن مخزن التبغ المهجور."
COURT_ASKED = "متى رآها حارس البوابة اللازوردية آخر مرة؟"
COURT_ANSWERED = "رآها قبل يومين عند الجسر الفيروزي القديم."
COURT_REASON = "تقول خالتها إن الجسر الفيروزي مغلق منذ عام."
LETTER = ("والدها صاحب الدكان النحاسي", "الدرب الثالث خلف السوق الكهرماني")
DELIVERED = "تسلّمه ابن أخيه صاحب الخوذة الليلكية"
MEASURE = "تخشى أن تقابل صاحب القبعة الأرجوانية وجهاً لوجه."
REFUSED = "لم تر الدائرة حاجة، فصاحب القبعة الأرجوانية لن يحضر."
PUT_OFF = "غاب حارس القاعة الزمردية فأُجلت."
HANDED_BACK = "أين يقع المخيم البنفسجي المذكور؟"
VARIED = "تُعقد الجلسات في دار السوسن العتيق."
COMPLIED = "عُقدت ثلاث جلسات في دار السوسن العتيق."
CONTRIBUTED = "شوهد الرجل نفسه قرب مخزن القطن البنفسجي."
EXHIBIT = (
    "لوح إلكتروني بغطاء المرجان الأخضر",
    "درج المفاتيح في قبو الياسمين",
    "وجدته الشرطة عند ساحة القوارب المهجورة.",
)
CUSTODY = ("مختبر الضوء الأخضر القديم", "الخبيرة لجين الأرجواني", "لفحصه قبل موسم الزيتون القادم.")
WORK = (
    *EXHIBIT, *CUSTODY,     FOLLOW_UP, REOPENING, OTHER_CHILD, SAFETY, JUDGEMENT, LINK, PLACE, QUESTION, GUEST, MINUTES, DECISION, DISSENT, DISPUTE,
    REQUEST, OUTSIDER, ASKED, NO_LETTER, LET_IN, CONTRIBUTED,
    COURT_ASKED, COURT_ANSWERED, COURT_REASON, LETTER, DELIVERED, MEASURE,
    REFUSED, PUT_OFF, HANDED_BACK, VARIED, COMPLIED,
)  # fmt: skip
WAIVER_REASON = "انتقلت الأسرة إلى الجزيرة الفيروزية وتتولاها جهة أخرى."
AGENCIES = {"المحكمة", "النيابة العامة", "الدفاع"}  # named in the story, and in the public directory too
LATER = (CONTACT_LATER, HOURS, WITHDRAWAL, DOCUMENT, CALL)
NUMBERS = ("0503318842", "966503318842", "0507719347", "507719347", "966507719347", "qirmizi_lantern_5519")


def words() -> list[str]:
    """Every planted text, and every text of the journey's story: from a dozen letters on, so that none is there by chance."""
    from takatuf.config.commands.journey import story

    told = [value for name, value in vars(story).items() if name.isupper() and name != "SECTIONS"]
    told += [part for part in _texts(story.SECTIONS) if part not in AGENCIES]
    found = {
        text
        for value in (REPORT["answers"], MESSAGE_TO, MESSAGE_FROM, DRAFT, *LATER, *WORK, WAIVER_REASON, told)
        for text in _texts(value)
    }
    long = {text for text in found if len(text) >= 12 and not text.isascii()}
    parts = {
        "زمردة",
        "الخيزراني",
        "الزعفران العتيقة",
        "الفستقية",
        "المرجاني",
        "الصنوبر الأزرق",
        "الليموني",
        "الكهرماني",
        "الفيروزية",
        "عبدالرحيم الزاهر",
        "الكركديه",
        "الكهرمانية",
        "الخزامي",
        "البلوري",
        "العنابية",
    }
    return sorted(long | parts | set(NUMBERS))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _texts(getattr(value, part.name))


def disguises(text: str) -> Iterator[bytes]:
    """The text as bytes, in each form in which a careless program writes it; and unsalted hashes of what can be guessed."""
    utf8 = text.encode()
    plain = [utf8, text.encode("utf-16-le"), text.encode("utf-16-be"), text.encode("utf-32-le")]
    yield from plain
    yield json.dumps(text)[1:-1].encode()
    yield repr(utf8)[2:-1].encode()
    yield repr(utf8)[2:-1].replace("\\", "\\\\").encode()
    yield from {quote(text).encode(), quote(text).lower().encode(), quote_plus(text).encode()}
    for raw in plain:
        yield raw.hex().encode()
        yield raw.hex().upper().encode()
        yield from _in_base64(raw)
    yield "".join(f"\\{byte:03o}" for byte in utf8).encode()
    for name in ("md5", "sha1", "sha256", "sha512", "blake2b"):
        digest = hashlib.new(name, utf8).digest()
        yield from (
            digest,
            digest[:16],
            digest.hex().encode(),
            digest[:16].hex().encode(),
            base64.b64encode(digest)[:20],
        )


def _in_base64(raw: bytes) -> Iterator[bytes]:
    """The characters that stand for these bytes wherever they begin inside a longer text."""
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + raw)
        yield whole[4 if shift else 0 : len(whole) - 4].rstrip(b"=")


def found_in(data: bytes, texts: list[str]) -> list[str]:
    """The planted texts that the data hold, in any disguise."""
    return [text for text in texts if any(form in data for form in disguises(text) if len(form) >= 8)]


def report_file(folder: Path) -> Path:
    """The planted report as a file of the public form."""
    path = folder / "planted.json"
    path.write_text(json.dumps(REPORT, ensure_ascii=False), encoding="utf-8")
    return path
