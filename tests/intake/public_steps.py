"""Steps of a reporter through the public pages, for the tests without a browser."""

import re
from html import unescape

from django.http import HttpResponse
from django.test import Client

from takatuf.agencies.queries import AgencyName
from takatuf.agencies.rules import Role
from takatuf.intake.models import Report
from takatuf.intake.queries import ReportView, open_report
from takatuf.kernel.clock import now
from tests.factories import acting, make_worker

WORDS = "كلام محايد للاختبار"


def text_of(response: HttpResponse) -> str:
    return unescape(response.content.decode())


def answer(client: Client, flow: str, code: str, language: str = "ar", **values: object) -> HttpResponse:
    return client.post(f"/{language}/report/{flow}/{code}/", values)


def cookies_of(client: Client) -> set[str]:
    return {name for name, morsel in client.cookies.items() if morsel.value}


def report_of(centre: AgencyName) -> ReportView:
    officer = make_worker(centre, Role.TRIAGE_OFFICER)
    with acting(officer) as by:
        return open_report(Report.objects.get().pk, by=by, at=now())


def reports_stored() -> int:
    return Report.objects.using("keeper").count()


def sent_by(client: Client, flow: str = "parent", language: str = "ar") -> tuple[str, str]:
    """Send one answered question; the receipt's digits and words."""
    answer(client, flow, "what", language, answer=WORDS)
    answer(client, flow, "safe" if flow == "parent" else "danger", language, answer="safe")
    client.post(f"/{language}/report/{flow}/review/")
    page = text_of(client.get(f"/{language}/report/{flow}/sent/"))
    digits = re.search(r"\d{5} \d{5} \d{5} \d{5}", page)
    words = re.search(r'class="receipt-words"[^>]*>([^<]+)<', page)
    assert digits is not None
    assert words is not None
    return digits[0], words[1]
