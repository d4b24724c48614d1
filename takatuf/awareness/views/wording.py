"""The glossary for everybody: the words to use in both languages, and what a law says apart from them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from takatuf.awareness.glossary import glossary
from takatuf.awareness.views.reading import language


@gzip_page  # this page echoes no secret, so its size tells nothing
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """The version in force."""
    found, tongue = glossary(), language()
    other = "en" if tongue.startswith("ar") else "ar"
    context = {
        "glossary": found,
        "other_tongue": other,
        "origin": found.words[0].said(found.origin, tongue),
        "words": [
            {
                "term": word.said(word.term, tongue), "other": word.said(word.term, other), "avoid": word.said(word.avoid, tongue),
                "statute": word.said(word.statute, tongue), "statute_of": word.said(word.statute_of, tongue),
                "note": word.said(word.note, tongue), "standing": word.standing, "is_seen": word.is_seen,
            }
            for word in found.words
        ],
    }  # fmt: skip
    return render(request, "awareness/words.html", context)
