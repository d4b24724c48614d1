"""The code of a poster on its way to the draft: a parameter of the address until the first answer, never a cookie."""

from django.http import HttpRequest

from takatuf.awareness.rules.codes import read_code

VIA = "via"


def code_in(request: HttpRequest) -> str:
    """The campaign's code in this address; empty where there is none, or what stands there is no code."""
    return read_code(request.GET.get(VIA, ""))


def carrying(request: HttpRequest, url: str) -> str:
    """The address with the code of this one, so that it reaches the first answer without being kept anywhere."""
    code = code_in(request)
    return f"{url}{'&' if '?' in url else '?'}{VIA}={code}" if code else url
