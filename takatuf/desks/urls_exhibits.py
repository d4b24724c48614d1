"""Addresses of the exhibits of a case."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import exhibits

urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/<uuid:case_id>/exhibits/", exhibits.exhibits, name="case_exhibits"),
    path("cases/<uuid:case_id>/exhibits/register/", exhibits.paper, name="case_exhibits_paper"),
    path("cases/<uuid:case_id>/exhibits/add/", exhibits.add, name="exhibit_add"),
    path("cases/<uuid:case_id>/exhibits/<uuid:exhibit_id>/", exhibits.custody, name="exhibit_custody"),
]
