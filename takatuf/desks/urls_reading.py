"""Addresses of the reading room of the court."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import court_decisions, reading_room, verifying

app_name = "reading"
ONE = "<uuid:submission_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", reading_room.before_the_court, name="room"),
    path(ONE, reading_room.submission, name="submission"),
    path(ONE + "looks/", reading_room.looks, name="looks"),
    path(ONE + "received/", court_decisions.received, name="received"),
    path(ONE + "hearing/", court_decisions.hearing, name="hearing"),
    path(ONE + "ruling/", court_decisions.ruling, name="ruling"),
    path(ONE + "rulings/<uuid:ruling_id>/order/", court_decisions.order, name="order"),
    path(ONE + "submission.pdf", verifying.document, name="document"),
    path(ONE + "proof.json", verifying.proof, name="proof"),
]
