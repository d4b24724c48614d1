"""Addresses of the public pages, under the language: home, report, follow-up."""

from django.urls import path

from takatuf.intake.views import asking, following, resuming, sending, showing

app_name = "intake"
urlpatterns = [
    path("", showing.home, name="home"),
    path("report/", showing.choose, name="choose"),
    path("report/follow/", following.follow, name="follow"),
    path("report/continue/", resuming.resume, name="resume"),
    path("report/erase/", resuming.erase, name="erase"),
    path("report/<slug:flow_code>/", showing.start, name="start"),
    path("report/<slug:flow_code>/review/", sending.review_and_send, name="review"),
    path("report/<slug:flow_code>/sent/", sending.sent, name="sent"),
    path("report/<slug:flow_code>/saved/", sending.saved, name="saved"),
    path("report/<slug:flow_code>/pause/", asking.pause, name="pause"),
    path("report/<slug:flow_code>/<slug:code>/", asking.ask, name="ask"),
]
