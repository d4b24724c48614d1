"""Addresses of the pages for cases, the inbox and referrals."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
