"""Address of the published figures; everybody may read them."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import figures

app_name = "figures"
urlpatterns: list[URLPattern | URLResolver] = [path("", figures.page, name="page")]
