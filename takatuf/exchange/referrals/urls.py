"""The address to which systems of agencies post their answers."""

from django.urls import path

from takatuf.exchange.referrals import door

urlpatterns = [path("referrals/<slug:name>/", door.answer, name="hook_answer")]
