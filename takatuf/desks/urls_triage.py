"""Addresses of the triage desk beside its queue: the rule, second looks, the audit, care, and single steps on a report."""

from django.urls import URLPattern, path

from takatuf.desks.views import triage_audit, triage_care, triage_reviews, triage_rules, triage_steps

urlpatterns: list[URLPattern] = [
    path("triage/rules/", triage_rules.page, name="triage_rules"),
    path("triage/rules/change/", triage_rules.change, name="triage_rules_change"),
    path("triage/rules/<str:version>/answer/", triage_rules.answer, name="triage_rules_answer"),
    path("triage/reviews/", triage_reviews.page, name="triage_reviews"),
    path("triage/reviews/<uuid:item_id>/answer/", triage_reviews.answer, name="triage_review_answer"),
    path("triage/audit/", triage_audit.page, name="triage_audit"),
    path("triage/care/talk/", triage_care.talk, name="triage_talk"),
    path("triage/care/<uuid:request_id>/answer/", triage_care.answer, name="triage_care_answer"),
    path("triage/<uuid:report_id>/words/", triage_care.words, name="report_words"),
    path("triage/<uuid:report_id>/hand-over/", triage_care.leave, name="report_hand_over"),
    path("triage/<uuid:report_id>/take-back/", triage_care.take, name="report_take_back"),
    path("triage/<uuid:report_id>/facts/", triage_steps.facts, name="report_facts"),
    path("triage/<uuid:report_id>/apart/", triage_steps.apart, name="report_apart"),
]
