"""Address of the working days."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import calendars

urlpatterns: list[URLPattern | URLResolver] = [path("calendar/", calendars.holidays, name="calendar")]
