"""Address of the ledger's witnesses."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import witnesses

urlpatterns: list[URLPattern | URLResolver] = [path("witnesses/", witnesses.page, name="witnesses")]
