"""Addresses of the call-taker's desk."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import calls, calls_after, calls_back, calls_paper

urlpatterns: list[URLPattern | URLResolver] = [
    path("calls/", calls.call_list, name="calls"),
    path("calls/start/", calls.start, name="call_start"),
    path("calls/ringing/", calls.ringing, name="calls_ringing"),
    path("calls/ringing/<uuid:ringing_id>/take/", calls.take, name="call_take"),
    path("calls/back/", calls_back.queue, name="call_backs"),
    path("calls/back/<uuid:call_back_id>/tried/", calls_back.tried, name="call_back_tried"),
    path("calls/back/<uuid:call_back_id>/stop/", calls_back.stop, name="call_back_stop"),
    path("calls/patterns/", calls_back.pattern_list, name="call_patterns"),
    path("calls/debriefs/", calls_after.debriefs, name="debriefs"),
    path("calls/debriefs/<uuid:debrief_id>/held/", calls_after.debrief_held, name="debrief_held"),
    path("calls/paper/", calls_paper.forms_on_paper, name="paper"),
    path("calls/paper/make/", calls_paper.make, name="paper_make"),
    path("calls/paper/print/", calls_paper.to_print, name="paper_print"),
    path("calls/paper/enter/", calls_paper.enter, name="paper_enter"),
    path("calls/paper/<str:serial>/void/", calls_paper.void, name="paper_void"),
    path("calls/<uuid:call_id>/", calls.write, name="call"),
    path("calls/<uuid:call_id>/save/", calls.save, name="call_save"),
    path("calls/<uuid:call_id>/take-over/", calls.take_over, name="call_take_over"),
    path("calls/<uuid:call_id>/close/", calls.close, name="call_close"),
    path("calls/<uuid:call_id>/cut-off/", calls.cut_off, name="call_cut_off"),
    path("calls/<uuid:call_id>/hand-over/", calls.hand_over, name="call_hand_over"),
    path("calls/<uuid:call_id>/read-back/", calls_after.read_back, name="call_read_back"),
    path("calls/<uuid:call_id>/send/", calls_after.send, name="call_send"),
    path("calls/<uuid:call_id>/sent/", calls_after.sent, name="call_sent"),
    path("calls/<uuid:call_id>/finish/", calls_after.finish, name="call_finish"),
    path("calls/<uuid:call_id>/debrief/", calls_after.debrief, name="call_debrief"),
]
