"""Every base and component on a few pages, for looking at and for the browser's tests; never served by the house."""

from datetime import UTC, datetime, timedelta

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

from takatuf.web import words
from takatuf.web.context import house
from takatuf.web.parts import Bar, Check, ChronologyLine, DeskNav, Lane, NavItem, PageLinks, Row, Tab

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

TEXTS = {
    "ar": {
        "safe": "هل الطفل في أمان الآن؟",
        "why": "نسأل لنعرف هل يجب أن نتحرك فوراً. يقرأ جوابك مختص البلاغات، ولا نخبر أحداً إلا لحاجة، وإن كانت سلامة أحد في"
        " خطر أخبرنا من يستطيع المساعدة.",
        "no": "لا، هناك خطر الآن",
        "yes": "نعم، الطفل في أمان",
        "unknown": "لا أعرف",
        "go": "متابعة",
        "over": "تجاوز هذا السؤال",
        "kept": "يُحفظ ما كتبته 24 ساعة ولا يقرؤه أحد قبل الإرسال. رمز استكمال البلاغ:",
        "city": "المدينة أو الحي",
        "city_hint": "يكفي ما تعرفه",
        "tell": "ماذا حدث؟",
        "agree": "أريد أن يرد عليّ أحد",
        "needed": "اكتب ما حدث، ولو بكلمات قليلة",
        "choose": "اختر جواباً، أو «لا أعرف»",
        "arrived": "وصل بلاغك. أحسنت بالإبلاغ.",
        "thanks": "الذنب ليس ذنب الطفل. ذكرت خطراً قائماً، فبلاغك مصنّف عاجلاً للقراءة.",
        "code": "رمز المتابعة",
        "words": "نخلة وادٍ مطر قنديل سفر زهرة",
        "note": "احفظه: به تقرأ الرد وتكتب لنا، دون اسم. لا يعرض بلاغك لمن يفتحه.",
        "saved": "حفظت الرمز",
        "other": "اسمعه — اطبعه — اكتبه بيدك",
        "now": "ما يمكنك فعله الآن",
        "first": "يمكنك أن تخبرنا",
        "intro": "عن طفل يتعرض للأذى أو الاستغلال، على الإنترنت أو خارجه. دون اسم إن شئت، وفي ثلاث دقائق.",
        "begin": "ابدأ البلاغ",
        "follow": "تابع بلاغاً سابقاً",
        "agency": "المركز الوطني للبلاغات",
        "person": "نورة — أخصائية فرز",
        "order": "مرتبة حسب الخطورة ثم الوقت. كل سطر يقول ما التالي ومن المسؤول عنه.",
    },
    "en": {
        "safe": "Is the child safe now?",
        "why": "We ask to know whether we must act at once. A report specialist reads your answer. We tell no one"
        " unnecessarily; if somebody's safety is at risk we tell whoever can help.",
        "no": "No, there is danger now",
        "yes": "Yes, the child is safe",
        "unknown": "I don't know",
        "go": "Continue",
        "over": "Skip this question",
        "kept": "What you wrote is kept for 24 hours, and nobody reads it before you send it. Code to continue:",
        "city": "Town or quarter",
        "city_hint": "What you know is enough",
        "tell": "What happened?",
        "agree": "I would like an answer",
        "needed": "Write what happened, even in a few words",
        "choose": "Choose an answer, or “I don't know”",
        "arrived": "Your report has arrived. You did well to tell us.",
        "thanks": "It is not the child's fault. You named a present danger, so your report is marked urgent to read.",
        "code": "Your follow-up code",
        "words": "palm valley rain lantern travel flower",
        "note": "Keep it: with it you read our answer and write to us, without a name. It does not show your report.",
        "saved": "I have kept the code",
        "other": "Listen — print — write by hand",
        "now": "What you can do now",
        "first": "You can tell us",
        "intro": "About a child who is being hurt or exploited, online or not. Without a name if you wish, in three minutes.",
        "begin": "Begin the report",
        "follow": "Follow an earlier report",
        "agency": "National reporting centre",
        "person": "Noura — triage officer",
        "order": "Ordered by urgency, then by the clock. Each row says what is next and who owes it.",
    },
}

PAGES = {
    "home": """{% extends "web/public.html" %}{% load takatuf %}{% block content %}<h1>{{ t.first }}</h1><p>{{ t.intro }}</p>
<a class="btn wide" href="/">{{ t.begin }}</a><a class="btn quiet wide" href="/">{{ t.follow }}</a>{% endblock %}""",
    "question": """{% extends "web/public.html" %}{% load takatuf %}{% block content %}{% progress 2 6 %}<form method="post">
{% csrf_token %}{% question form.safe %}<button class="btn wide">{{ t.go }}</button></form>
<p class="skip-question"><a href="/">{{ t.over }}</a></p><p class="small muted">{{ t.kept }} {{ "4821 7730"|ltr }}</p>{% endblock %}""",
    "errors": """{% extends "web/public.html" %}{% load takatuf %}{% block content %}{% error_summary form %}<h1>{{ t.first }}</h1>
<form method="post">{% csrf_token %}{% for bound in form %}{% field bound %}{% endfor %}<button class="btn wide">{{ t.go }}</button></form>{% endblock %}""",
    "receipt": """{% extends "web/public.html" %}{% load takatuf %}{% block content %}<h1>{{ t.arrived }}</h1><p>{{ t.thanks }}</p>
{% receipt_box t.code t.words t.note %}<a class="btn wide" href="/">{{ t.saved }}</a><a class="btn quiet wide" href="/">{{ t.other }}</a>
<h2>{{ t.now }}</h2><ul><li>{{ t.thanks }}</li><li>{{ t.note }}</li></ul>{% endblock %}""",
    "desk": """{% extends "web/desk.html" %}{% load takatuf %}{% block content %}<h1 class="lead">{{ lead }}</h1><p class="muted">{{ t.order }}</p>
{% work_rows rows now %}{% pagination pages %}{% endblock %}{% block aside %}<div class="card">{% urgency 1 with_level=True %}<h2>{{ t.safe }}</h2>
<ul><li>{{ t.no }}</li><li>{{ t.unknown }}</li></ul><p class="small muted">{{ t.why }}</p><div class="buttons"><a class="btn" href="/">{{ t.go }}</a>
<a class="btn quiet" href="/">{{ t.other }}</a></div></div><div class="card">{% empty_state t.code t.note %}</div>{% endblock %}""",
    "case": """{% extends "web/desk.html" %}{% load takatuf %}{% block content %}<div class="case-head"><h1>{{ t.code }} {{ "C-26-000912"|ltr }}</h1>
{% urgency "urgent" %}</div><p>{{ t.saved }} — {% time_left rows.0.due_at now %} {{ now|both_dates }}</p>{% tabs tabs %}
<section class="card"><h2>{{ t.now }}</h2>{% lanes lanes starts ends now %}</section><h2>{{ t.tell }}</h2>{% chronology lines %}
<div class="table-scroll" tabindex="0" role="region" aria-label="{{ t.tell }}"><table class="table"><thead><tr><th scope="col">{{ t.code }}</th>
<th scope="col">{{ t.city }}</th></tr></thead><tbody><tr><td>{{ "R-26-004187"|ltr }}</td><td>{{ t.yes }}</td></tr></tbody></table></div>
{% endblock %}{% block aside %}<div class="card"><h2>{{ t.tell }}</h2>{% checks checks %}</div>{% endblock %}""",
    "form": """{% extends "web/desk.html" %}{% load takatuf %}{% block content %}<h1>{{ t.tell }}</h1>{% error_summary form %}<form method="post">
{% csrf_token %}{% for bound in form %}{% field bound %}{% endfor %}<div class="buttons"><button class="btn">{{ t.go }}</button>
<a class="btn quiet" href="/">{{ t.over }}</a></div></form>{% endblock %}""",
    "paper": """{% extends "web/paper.html" %}{% load takatuf %}{% block bar_text %}{{ t.agency }} {{ "44-1187"|ltr }}{% endblock %}
{% block bar_links %}<a href="/">{{ t.saved }}</a>{% endblock %}{% block content %}<p class="paper-note">{{ t.order }}</p><h1>{{ t.first }}</h1>
<p>{{ t.why }} {{ t.why }}</p><h2>{{ t.tell }}</h2><ol class="facts"><li class="fact"><span class="n">1</span><div>{{ t.intro }}
<div class="meta">{{ t.agency }} {{ "E-07"|ltr }}</div></div></li><li class="fact contested"><span class="n">3</span><div>{{ t.thanks }}
<div class="meta">{{ t.order }}</div></div></li></ol>{% endblock %}{% block after %}<p><a href="/">{{ t.follow }}</a></p>{% endblock %}""",
}
ERROR_PAGES = (
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "409.html",
    "413.html",
    "429.html",
    "500.html",
)


def _form(texts: dict[str, str], *, bound: bool) -> forms.Form:
    answers = [("no", texts["no"]), ("yes", texts["yes"]), ("unknown", texts["unknown"])]

    class GalleryForm(forms.Form):
        safe = forms.ChoiceField(
            label=texts["safe"],
            help_text=texts["why"],
            choices=answers,
            widget=forms.RadioSelect,
            error_messages={"required": texts["choose"]},
        )
        tell = forms.CharField(
            label=texts["tell"], widget=forms.Textarea, error_messages={"required": texts["needed"]}
        )
        city = forms.CharField(label=texts["city"], help_text=texts["city_hint"], required=False)
        topics = forms.MultipleChoiceField(
            label=texts["now"], choices=answers, widget=forms.CheckboxSelectMultiple, required=False
        )
        level = forms.ChoiceField(label=texts["code"], choices=answers)
        agree = forms.BooleanField(label=texts["agree"], required=False)

    return GalleryForm({"city": texts["city"]}) if bound else GalleryForm(initial={"safe": "no"})


def _rows(texts: dict[str, str]) -> tuple[Row, ...]:
    return (
        Row(
            1, texts["tell"], texts["agency"], "/a", "R-26-004187", NOW + timedelta(minutes=9), selected=True
        ),
        Row(2, texts["needed"], texts["intro"], "/b", "C-26-000912", NOW - 3 * HOUR),
        Row("urgent", texts["saved"], texts["note"], "/c", "R-26-004171", NOW + timedelta(minutes=40)),
        Row("prompt", texts["follow"], texts["other"], "/d", "", NOW + timedelta(days=1)),
        Row("standard", texts["agree"], texts["city"], "/e", "C-26-000874", NOW + timedelta(days=3)),
        Row("info", texts["code"], texts["city_hint"], "/f"),
    )


def _lanes(texts: dict[str, str]) -> tuple[Lane, ...]:
    def bar(label: str, start: float, length: float, state: str) -> Bar:
        begins = NOW - 24 * HOUR + start * HOUR
        return Bar(texts[label], begins, begins + length * HOUR, state)  # type: ignore[arg-type]

    return (
        Lane(
            texts["agency"],
            (bar("city", 0, 7, "done"), bar("code", 7.5, 10, "done"), bar("saved", 18, 14, "open")),
        ),
        Lane(texts["code"], (bar("other", 5, 20, "late"),)),
        Lane(texts["go"], (bar("unknown", 8, 2, "done"), bar("begin", 24, 12, "open"))),
        Lane(texts["city"], (bar("follow", 30, 16, "open"),)),
    )


def _nav(language: str) -> DeskNav:
    labels = {
        "ar": ("ما ينتظرني الآن", "الفرز", "الحالات", "صندوق الإحالات", "المحكمة", "تسليم المناوبة"),
        "en": ("What awaits me now", "Triage", "Cases", "Referrals", "Court", "Handover"),
    }[language]
    counts = (7, 23, 41, 5, 2, None)
    items = tuple(
        NavItem(label, f"/{index}", count, here=index == 0)
        for index, (label, count) in enumerate(zip(labels, counts, strict=True))
    )
    texts = TEXTS[language]
    return DeskNav(texts["agency"], texts["person"], items, "/out", "/search")


def context(name: str, language: str) -> dict[str, object]:
    """What the pages of the gallery draw."""
    texts = TEXTS[language]
    request = HttpRequest()
    request.path = f"/{language}/gallery/"
    return {
        **house(request),
        "t": texts,
        "form": _form(texts, bound=name in {"errors", "form"}),
        "desk_nav": _nav(language),
        "messages": (),
        "csrf_token": "token",
        "lead": words.words_for_awaiting(7),
        "rows": _rows(texts),
        "now": NOW,
        "starts": NOW - 26 * HOUR,
        "ends": NOW + 24 * HOUR,
        "lanes": _lanes(texts),
        "tabs": tuple(
            Tab(texts[key], f"/{key}", here=key == "now") for key in ("now", "tell", "code", "city")
        ),
        "checks": (Check(texts["saved"], done=True), Check(texts["agree"], done=False)),
        "lines": tuple(
            ChronologyLine(words.words_for_moment(NOW - hours * HOUR, NOW), texts[key], texts["agency"], code)
            for hours, key, code in (
                (1, "saved", ""),
                (3, "thanks", "R-26-004160"),
                (25, "intro", ""),
                (80, "note", ""),
            )
        ),
        "pages": PageLinks(2, 5, "/1", "/3"),
    }


def render_gallery(name: str, language: str) -> str:
    """One page of the gallery, or one of the error pages, as HTML."""
    with translation.override(language):
        values = context(name, language)
        if name in ERROR_PAGES:
            return render_to_string(name, values)
        return str(engines["django"].from_string(PAGES[name]).render(values))


def static_address(path: str) -> str | None:
    """The static path of an address, or None for a page."""
    return path.removeprefix(settings.STATIC_URL) if path.startswith(settings.STATIC_URL) else None
