"""The address of one-time links, outside the desk."""

from django.urls import path

from takatuf.desks.views import answering

app_name = "answer"
urlpatterns = [path("<str:token>/", answering.link, name="link")]
