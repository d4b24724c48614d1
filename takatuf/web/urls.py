"""Addresses of the room: only the way out."""

from django.urls import path

from takatuf.web import views

app_name = "web"
urlpatterns = [path("exit/", views.leave, name="leave")]
