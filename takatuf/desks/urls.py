"""Addresses of the desks; each group of pages keeps its own file."""

from django.urls import URLPattern, URLResolver, include, path

from takatuf.desks.views import awaiting, own_notices, searching, triage

app_name = "desks"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", awaiting.awaiting_now, name="awaiting"),
    path("notices/<uuid:notice_id>/away/", awaiting.put_away, name="notice_away"),
    path("search/", searching.search, name="search"),
    path("triage/", triage.queue, name="triage"),
    path("", include("takatuf.desks.urls_triage")),
    path("triage/<uuid:report_id>/", triage.report, name="report"),
    path("triage/<uuid:report_id>/decide/", triage.decide, name="report_decide"),
    path("triage/<uuid:report_id>/open-at-once/", triage.open_at_once, name="report_open_at_once"),
    path("triage/<uuid:report_id>/second-look/", triage.second_look, name="report_second_look"),
    path("triage/<uuid:report_id>/rate-again/", triage.rate_again, name="report_rate_again"),
    path("triage/<uuid:report_id>/write/", triage.write, name="report_write"),
    path("triage/<uuid:report_id>/messages-read/", triage.messages_read, name="report_messages_read"),
    path("", include("takatuf.desks.urls_reporter")),
    path("", include("takatuf.desks.urls_cases")),
    path("", include("takatuf.desks.urls_access")),
    path("", include("takatuf.desks.urls_depth")),
    path("", include("takatuf.desks.urls_calls")),
    path("", include("takatuf.desks.urls_court")),
    path("", include("takatuf.desks.urls_duty")),
    path("", include("takatuf.desks.urls_referrals")),
    path("", include("takatuf.desks.urls_drafts")),
    path("", include("takatuf.desks.urls_calendar")),
    path("", include("takatuf.desks.urls_meetings")),
    path("", include("takatuf.desks.urls_edits")),
    path("", include("takatuf.desks.urls_awareness")),
    path("", include("takatuf.desks.urls_exhibits")),
    path("", include("takatuf.desks.urls_witnesses")),
    path("", include("takatuf.desks.urls_insight")),
    path("", include("takatuf.desks.urls_law")),
    path("", include("takatuf.desks.urls_keeping")),
    path("told/", own_notices.told, name="told"),
    path("told/dates/", own_notices.own_dates, name="own_dates"),
    path("told/digits/", own_notices.own_digits, name="own_digits"),
]
