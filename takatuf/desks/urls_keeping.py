"""Addresses of keeping and erasing."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import keeping

urlpatterns: list[URLPattern | URLResolver] = [
    path("keeping/", keeping.listing, name="keeping"),
    path("keeping/hold/", keeping.hold, name="keeping_hold"),
    path("keeping/ask/", keeping.ask, name="keeping_ask"),
    path("keeping/holds/<uuid:hold_id>/lift/", keeping.lift, name="keeping_lift"),
    path("keeping/<uuid:erasure_id>/approve/", keeping.approve, name="keeping_approve"),
    path("keeping/<uuid:erasure_id>/keep/", keeping.keep, name="keeping_keep"),
]
