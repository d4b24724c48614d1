"""Addresses of the XML door; without a language, as its clients expect."""

from django.urls import path, re_path

from takatuf.exchange.ispws import views

urlpatterns = [
    path("status", views.Door(views.status)),
    path("xsd", views.Door(views.xsd)),
    path("submit", views.Door(views.submit, method="POST")),
    path("upload", views.Door(views.upload, method="POST")),
    path("fileinfo", views.Door(views.fileinfo, method="POST", updates=True)),
    path("finish", views.Door(views.finish, method="POST", updates=True)),
    path("retract", views.Door(views.retract, method="POST", updates=True)),
    re_path(r"^.*$", views.Door(views.elsewhere)),
]
