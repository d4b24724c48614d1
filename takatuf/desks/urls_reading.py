"""Addresses of the reading room of the court."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import (
    court_calendar,
    court_decisions,
    court_follow_up,
    court_keys,
    court_questions,
    proceedings,
    reading_room,
    verifying,
)

app_name = "reading"
ONE = "<uuid:submission_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", reading_room.before_the_court, name="room"),
    path("calendar/", court_calendar.calendar, name="calendar"),
    path("calendar.ics", court_calendar.calendar_ics, name="calendar_ics"),
    path("key/", court_keys.key, name="key"),
    path(ONE + "identity/", court_keys.identity, name="identity"),
    path(ONE, reading_room.submission, name="submission"),
    path(ONE + "looks/", reading_room.looks, name="looks"),
    path(ONE + "questions/", court_questions.questions, name="questions"),
    path(ONE + "questions/ask/", court_questions.ask, name="question_ask"),
    path(ONE + "questions/<uuid:question_id>/time/", court_questions.more_time, name="question_time"),
    path(ONE + "questions/<uuid:question_id>/answer/", court_questions.answer, name="question_answer"),
    path(ONE + "hearings/", court_follow_up.hearings_page, name="hearings"),
    path(ONE + "hearings/<uuid:hearing_id>/end/", court_follow_up.hearing_end, name="hearing_end"),
    path(ONE + "measures/ask/", court_follow_up.measure_ask, name="measure_ask"),
    path(ONE + "measures/<uuid:measure_id>/decide/", court_follow_up.measure_decide, name="measure_decide"),
    path(ONE + "hand-back/", court_follow_up.hand_back, name="hand_back"),
    path(ONE + "orders/<uuid:order_id>/vary/", court_follow_up.order_vary, name="order_vary"),
    path(ONE + "rulings/<uuid:ruling_id>/appeal/", court_follow_up.appeal, name="appeal"),
    path(ONE + "parties/", proceedings.parties, name="parties"),
    path(ONE + "parties/add/", proceedings.party_add, name="party_add"),
    path(
        ONE + "served/<uuid:service_id>/acknowledged/", proceedings.acknowledged, name="service_acknowledged"
    ),
    path(ONE + "served/<uuid:service_id>/delivered/", proceedings.delivered, name="service_delivered"),
    path(ONE + "served/<uuid:service_id>/letter/", proceedings.letter, name="service_letter"),
    path(ONE + "received/", court_decisions.received, name="received"),
    path(ONE + "hearing/", court_decisions.hearing, name="hearing"),
    path(ONE + "ruling/", court_decisions.ruling, name="ruling"),
    path(ONE + "rulings/<uuid:ruling_id>/order/", court_decisions.order, name="order"),
    path(ONE + "submission.pdf", verifying.document, name="document"),
    path(ONE + "proof.json", verifying.proof, name="proof"),
]
