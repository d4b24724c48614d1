"""Addresses of what is kept while it is typed."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import drafts

urlpatterns: list[URLPattern | URLResolver] = [
    path("drafts/", drafts.keep, name="drafts"),
    path("drafts/discard/", drafts.discard, name="draft_discard"),
]
