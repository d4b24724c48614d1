"""Whether the house is up, ready, and how it is doing; without any name of anybody."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from takatuf.ledger.models import LedgerWaiting
from takatuf.web.client import address_of


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers."""
    del request
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers too, 503 otherwise."""
    del request
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Counters in the text format of Prometheus; only from this machine, and not through a proxy on it."""
    if address_of(request) not in {"127.0.0.1", "::1"} or "X-Forwarded-For" in request.headers:
        return HttpResponse(status=404)
    waiting = LedgerWaiting.objects.count()
    body = (
        "# HELP takatuf_ledger_waiting Entries that wait for the sealer.\n"
        "# TYPE takatuf_ledger_waiting gauge\n"
        f"takatuf_ledger_waiting {waiting}\n"
    )
    return HttpResponse(body, content_type="text/plain; version=0.0.4")
