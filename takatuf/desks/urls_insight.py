"""Addresses of figures and recommendations on the desk."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import boards, countries, figures_desk, recommendations, research

urlpatterns: list[URLPattern | URLResolver] = [
    path("figures/", figures_desk.page, name="figures"),
    path("figures/release/", figures_desk.order, name="figures_release"),
    path("figures/annual/", figures_desk.annual, name="figures_annual"),
    path("board/", boards.page, name="board"),
    path("research/", research.listing, name="research"),
    path("research/ask/", research.ask, name="research_ask"),
    path("research/<uuid:request_id>/", research.one, name="research_request"),
    path("research/<uuid:request_id>/approve/", research.approve, name="research_approve"),
    path("research/<uuid:request_id>/refuse/", research.refuse, name="research_refuse"),
    path("research/<uuid:request_id>/table/", research.table, name="research_table"),
    path("research/<uuid:request_id>/table.csv", research.download, name="research_download"),
    path("countries/", countries.listing, name="countries"),
    path("countries/load/", countries.load, name="countries_load"),
    path("countries/add/", countries.add, name="country_add"),
    path("countries/<uuid:practice_id>/", countries.judge, name="country_judge"),
    path("capabilities/", countries.capabilities, name="capabilities"),
    path("capabilities/<uuid:assessment_id>/", countries.past, name="capabilities_past"),
    path("capabilities/assess/", countries.assess, name="capabilities_assess"),
    path("capabilities/rename/", countries.rename, name="capabilities_rename"),
    path("recommendations/", recommendations.listing, name="recommendations"),
    path("recommendations/propose/", recommendations.propose, name="recommendation_propose"),
    path("recommendations/forum-2016/", recommendations.load_forum, name="recommendations_forum"),
    path(
        "recommendations/from-figures/",
        figures_desk.propose_from_figures,
        name="recommendations_from_figures",
    ),
    path("recommendations/<uuid:recommendation_id>/", recommendations.one, name="recommendation"),
    path(
        "recommendations/<uuid:recommendation_id>/change/",
        recommendations.change,
        name="recommendation_change",
    ),
    path(
        "recommendations/<uuid:recommendation_id>/approve/",
        recommendations.approve,
        name="recommendation_approve",
    ),
    path(
        "recommendations/<uuid:recommendation_id>/decline/",
        recommendations.decline,
        name="recommendation_decline",
    ),
    path(
        "recommendations/<uuid:recommendation_id>/assign/",
        recommendations.assign,
        name="recommendation_assign",
    ),
    path(
        "recommendations/<uuid:recommendation_id>/progress/",
        recommendations.progress,
        name="recommendation_progress",
    ),
    path(
        "recommendations/<uuid:recommendation_id>/close/", recommendations.close, name="recommendation_close"
    ),
]
