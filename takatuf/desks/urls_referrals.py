"""Addresses of the pages around a referral: questions, links, paper, letters to authorities."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import referral_more

ONE, LETTER = "referrals/<uuid:referral_id>/", "letters/<uuid:letter_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(ONE + "ask/", referral_more.ask, name="referral_ask"),
    path(ONE + "question/", referral_more.answer_question, name="referral_question"),
    path(ONE + "link/", referral_more.link, name="referral_link"),
    path(ONE + "paper/", referral_more.paper, name="referral_paper"),
    path(ONE + "came-back/", referral_more.came_back, name="referral_came_back"),
    path(LETTER, referral_more.letter, name="letter"),
    path(LETTER + "sign/", referral_more.sign, name="letter_sign"),
    path(LETTER + "sent/", referral_more.sent, name="letter_sent"),
    path(LETTER + "leave/", referral_more.leave, name="letter_leave"),
]
