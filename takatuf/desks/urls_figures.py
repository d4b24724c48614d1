"""Addresses of the published figures and recommendations; everybody may read them."""

from django.urls import URLPattern, URLResolver, path

from takatuf.desks.views import countries, figures, public_recommendations

app_name = "figures"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", figures.page, name="page"),
    path("countries/", countries.public, name="countries"),
    path("annual/<int:year>.pdf", figures.annual_pdf, name="annual"),
    path("recommendations/", public_recommendations.listing, name="recommendations"),
    path("recommendations/<str:code>/", public_recommendations.one, name="recommendation"),
    path("<str:code>/", figures.one_release, name="release"),
    path("<str:code>/figures.csv", figures.as_csv, name="csv"),
    path("<str:code>/figures.json", figures.as_json, name="json"),
    path("<str:code>/dictionary.json", figures.data_dictionary, name="dictionary"),
    path("<str:code>/proof.json", figures.proof, name="proof"),
    path("<str:code>/signature.txt", figures.signature, name="signature"),
    path("<str:code>/dictionary/", figures.dictionary, name="meanings"),
    path("<str:code>/<slug:chapter>/", figures.chapter, name="chapter"),
]
