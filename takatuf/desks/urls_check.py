"""Address of the public page that checks a signed document."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import checking

app_name = "check"
urlpatterns: list[URLPattern | URLResolver] = [path("", checking.page, name="page")]
