"""Addresses of case work in depth: other children, linked cases, concerns, and what comes after closure."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import case_after, case_concerns, case_others

urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/<uuid:case_id>/others/", case_others.others, name="case_others"),
    path("cases/<uuid:case_id>/others/name/", case_others.name_child, name="case_other_name"),
    path("cases/<uuid:case_id>/others/<uuid:child_id>/decide/", case_others.decide, name="case_other_decide"),
    path("cases/<uuid:case_id>/links/add/", case_others.link, name="case_link_add"),
    path("cases/<uuid:case_id>/links/<uuid:link_id>/confirm/", case_others.confirm, name="case_link_confirm"),
    path("cases/<uuid:case_id>/links/<uuid:link_id>/undo/", case_others.undo, name="case_link_undo"),
    path("cases/<uuid:case_id>/concerns/add/", case_concerns.add, name="concern_add"),
    path("cases/<uuid:case_id>/concerns/<uuid:concern_id>/", case_concerns.judge, name="concern_judge"),
    path("cases/<uuid:case_id>/follow-up/", case_after.follow_up, name="case_follow_up"),
    path("cases/<uuid:case_id>/reopen/", case_after.reopen, name="case_reopen"),
    path("cases/<uuid:case_id>/reopen/answer/", case_after.reopen_answer, name="case_reopen_answer"),
    path(
        "cases/<uuid:case_id>/assessments/<uuid:assessment_id>/approve/",
        case_after.assessment_approve,
        name="assessment_approve",
    ),
    path("cases/<uuid:case_id>/waive/approve/", case_after.waiver_approve, name="waiver_approve"),
]
