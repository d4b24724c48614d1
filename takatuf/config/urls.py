"""Addresses: pages carry the language as prefix; APIs, health and static files carry none."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from takatuf.config import health
from takatuf.exchange.api import api

handler400 = "takatuf.web.views.bad_request"
handler403 = "takatuf.web.views.missing"
handler404 = "takatuf.web.views.missing"
handler500 = "takatuf.web.views.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path("ispws/", include("takatuf.exchange.ispws.urls")),
    path("ledger/", include("takatuf.exchange.witnesses.urls")),
    path("hooks/", include("takatuf.exchange.referrals.urls")),
    path("api/", api.urls),
    path("", include("takatuf.web.urls")),
    *i18n_patterns(
        path("accounts/", include("takatuf.desks.urls_entrance")),
        path("", include("takatuf.intake.urls")),
        path("learn/", include("takatuf.awareness.urls")),
        path("desk/", include("takatuf.desks.urls")),
        path("court/", include("takatuf.desks.urls_reading")),
        path("figures/", include("takatuf.desks.urls_figures")),
        path("answer/", include("takatuf.desks.urls_answer")),
        path("check/", include("takatuf.desks.urls_check")),
        prefix_default_language=True,
    ),
]
