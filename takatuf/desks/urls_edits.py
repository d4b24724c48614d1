"""Addresses of editing what stands in a case."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import case_country, case_edits

urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/<uuid:case_id>/country/", case_country.questions, name="case_country"),
    path("cases/<uuid:case_id>/people/<uuid:person_id>/edit/", case_edits.person, name="person_edit"),
    path(
        "cases/<uuid:case_id>/plan/lines/<uuid:action_id>/edit/",
        case_edits.plan_action,
        name="plan_action_edit",
    ),
    path(
        "cases/<uuid:case_id>/assessments/<uuid:assessment_id>/edit/",
        case_edits.assessment,
        name="assessment_edit",
    ),
    path("cases/<uuid:case_id>/visits/<uuid:visit_id>/edit/", case_edits.visit, name="visit_edit"),
]
