"""Addresses of the texts of law."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import law

urlpatterns: list[URLPattern | URLResolver] = [
    path("law/", law.texts, name="law"),
    path("law/<slug:law_code>/check/", law.check, name="law_check"),
]
