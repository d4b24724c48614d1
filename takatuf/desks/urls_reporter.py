"""Addresses of the reporter's side of a report."""

from django.urls import path

from takatuf.desks.views import reporter

urlpatterns = [
    path("triage/<uuid:report_id>/reporter/", reporter.reporter, name="report_reporter"),
    path("triage/<uuid:report_id>/reporter/ask/", reporter.ask_contact, name="report_contact_ask"),
    path("triage/<uuid:report_id>/reporter/<uuid:opening_id>/", reporter.contact, name="report_contact"),
    path("triage/<uuid:report_id>/reporter/<uuid:opening_id>/second/", reporter.second_person, name="report_contact_second"),
    path("triage/<uuid:report_id>/withdrawal/", reporter.answer_wish, name="report_withdrawal"),
    path("triage/<uuid:report_id>/outcome/", reporter.outcome, name="report_outcome"),
    path("triage/<uuid:report_id>/documents/<uuid:document_id>/", reporter.document, name="report_document"),
]  # fmt: skip
