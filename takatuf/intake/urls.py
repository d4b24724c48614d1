"""Addresses of the public pages, under the language: home, report, follow-up."""

from django.urls import path

from takatuf.intake.views import asking, beside, confirming, following, resuming, sending, showing

app_name = "intake"
urlpatterns = [
    path("", showing.home, name="home"),
    path("report/", showing.choose, name="choose"),
    path("report/ways/", showing.ways, name="ways"),
    path("report/easy/", showing.easy, name="easy"),
    path("report/follow/", following.follow, name="follow"),
    path("report/follow/contact/", beside.contact, name="contact"),
    path("report/follow/hours/", beside.hours, name="hours"),
    path("report/follow/withdraw/", beside.withdraw, name="withdraw"),
    path("report/follow/document/", beside.document, name="document"),
    path("report/follow/confirmation/", confirming.confirmation, name="confirmation"),
    path("report/follow/promise/", confirming.promise, name="promise"),
    path("report/check/", confirming.check, name="check"),
    path("report/continue/", resuming.resume, name="resume"),
    path("report/code/", resuming.way_back, name="way_back"),
    path("report/erase/", resuming.erase, name="erase"),
    path("report/<slug:flow_code>/", showing.start, name="start"),
    path("report/<slug:flow_code>/review/", sending.review_and_send, name="review"),
    path("report/<slug:flow_code>/sent/", sending.sent, name="sent"),
    path("report/<slug:flow_code>/saved/", sending.saved, name="saved"),
    path("report/<slug:flow_code>/pause/", asking.pause, name="pause"),
    path("report/<slug:flow_code>/<slug:code>/", asking.ask, name="ask"),
]
