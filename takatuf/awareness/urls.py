"""Addresses of the public pages of awareness, under the language."""

from django.urls import path

from takatuf.awareness.views import forum, printing, reading, taking_part, wording

app_name = "awareness"
urlpatterns = [
    path("", reading.home, name="home"),
    path("lessons/", reading.lessons, name="lessons"),
    path("lessons/<slug:code>/", reading.one_lesson, name="lesson"),
    path("lessons/<slug:code>/print/<slug:moment>/", printing.questions, name="print_questions"),
    path("words/", wording.words, name="words"),
    path("mine/", taking_part.mine, name="mine"),
    path("mine/certificate/", taking_part.certificate, name="certificate"),
    path("mine/withdraw/", taking_part.withdraw, name="withdraw"),
    path("c/<str:code>/", reading.poster, name="poster"),
    path("c/<str:code>/print/<slug:form>/", printing.of_campaign, name="print_campaign"),
    path("g/<str:code>/", taking_part.gathering, name="gathering"),
    path("g/<str:code>/register/", taking_part.enrol, name="register"),
    path("g/<str:code>/questions/", taking_part.questions, name="questions"),
    path("g/<str:code>/thanks/", taking_part.thanks, name="thanks"),
    path("g/<str:code>/forum/", forum.forum, name="forum"),
    path("g/<str:code>/forum/propose/", forum.propose, name="propose"),
    path("g/<str:code>/forum/proposed/", forum.proposed, name="proposed"),
    path("g/<str:code>/forum/<uuid:motion_id>/remark/", forum.propose, name="remark"),
    path("g/<str:code>/forum/<uuid:motion_id>/vote/", forum.vote, name="vote"),
    path("<slug:code>/", reading.read, name="piece"),
    path("<slug:code>/print/<slug:form>/", printing.plain, name="print"),
]
