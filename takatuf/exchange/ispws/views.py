"""The calls of the cycle. Every answer is XML, with a number of the protocol and a sentence."""

from collections.abc import Callable

import structlog
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import translation
from django.utils.translation import gettext as _

from takatuf.exchange.cybertipline import LARGEST, explain
from takatuf.exchange.cybertipline.schema import write_schema
from takatuf.exchange.ispws import actions
from takatuf.exchange.ispws.actions import AlreadyFinished, AlreadyRetracted, FileUnknown, FilingUnknown
from takatuf.exchange.ispws.reading_files import ReadAndForget, ReadFile
from takatuf.exchange.ispws.responses import Code, done_response, report_response, schema_response
from takatuf.exchange.ispws.sign_in import NobodyNamed, provider_of
from takatuf.exchange.keys import REPORTS_WRITE, KeyRefused, ProviderIdentity
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, Refused

Call = Callable[[HttpRequest, ProviderIdentity], HttpResponse]
_UNREADABLE = ("wrong_encoding", "has_dtd", "not_xml", "empty")
_XML = ("text/xml", "application/xml")

log = structlog.get_logger(__name__)


class CallRefused(Refused):
    """A call that is answered with a number of the protocol and a sentence."""

    def __init__(self, code: Code, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class Door:
    """One address: who calls is asked first, and whatever goes wrong is answered in the protocol's form."""

    # The door has an authentication of its own and reads no cookie, so no other site can call it in somebody's name.
    csrf_exempt = True

    def __init__(self, call: Call, *, method: str = "GET", updates: bool = False) -> None:
        self._call, self._method, self._updates = call, method, updates

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.upload_handlers = [ReadAndForget()]  # Django's own would keep what is sent
        with translation.override(_language(request)):
            try:
                provider = provider_of(request)
                self._check(request, provider)
                return self._call(request, provider)
            except (
                Refused,
                DatabaseError,
                SuspiciousOperation,
                BadRequest,
                MultiPartParserError,
                OSError,
            ) as error:
                return self._answer(error)
            except Exception as error:  # noqa: BLE001 - a client of this protocol reads no page
                log.warning("ispws.failed", kind=type(error).__name__, path=request.path)
                return self._answer(error)

    def _answer(self, error: Exception) -> HttpResponse:
        code, sentence = _said(error)
        if code is Code.SAVE_FAILED and self._updates:
            code = Code.UPDATE_FAILED
        return report_response(code, sentence)

    def _check(self, request: HttpRequest, provider: ProviderIdentity) -> None:
        if REPORTS_WRITE not in provider.scopes:
            code = Code.NOT_AUTHORISED_TO_UPDATE if self._updates else Code.NOT_AUTHORISED_TO_SUBMIT
            raise CallRefused(
                code, _("This key does not open this door. Ask the reporting centre for one that does.")
            )
        if request.method != self._method:
            raise CallRefused(
                Code.INVALID_REQUEST, _("Call this address by %(method)s.") % {"method": self._method}
            )


def status(request: HttpRequest, provider: ProviderIdentity) -> HttpResponse:
    """Whether the door is open for this key."""
    del request, provider
    return report_response(Code.SUCCESS, "Success")


def xsd(request: HttpRequest, provider: ProviderIdentity) -> HttpResponse:
    """What this door takes, as an XML Schema of its own."""
    del request, provider
    return schema_response(write_schema())


def submit(request: HttpRequest, provider: ProviderIdentity) -> HttpResponse:
    """Open a report."""
    opened = actions.open_filing(provider=provider, document=_document(request), at=now())
    return report_response(Code.SUCCESS, "Success", number=opened.number)


def upload(request: HttpRequest, provider: ProviderIdentity) -> HttpResponse:
    """Read a file and let go of it; its digests stay."""
    if request.content_type != "multipart/form-data":
        raise CallRefused(
            Code.UPLOAD_FAILED, _("Send the file as multipart/form-data with the fields id and file.")
        )
    file = request.FILES.get("file")
    if any(handler.too_large for handler in request.upload_handlers):  # type: ignore[attr-defined]
        raise CallRefused(Code.FILE_UPLOAD_FAILED, _("The file is larger than what is taken here."))
    number = _number(request)
    if not isinstance(file, ReadFile):
        raise CallRefused(Code.UPLOAD_FAILED, _("The field file is missing."))
    if not file.facts.size:
        raise CallRefused(Code.MALFORMED_FILE, _("The file is empty."))
    token = actions.add_file(provider=provider, number=number, facts=file.facts, at=now())
    return report_response(Code.SUCCESS, "Success", number=number, file=token, digest=file.facts.md5)


def fileinfo(request: HttpRequest, provider: ProviderIdentity) -> HttpResponse:
    """Keep what the sender says about a file."""
    number = actions.describe_file(provider=provider, document=_document(request), at=now())
    return report_response(Code.SUCCESS, "Success", number=number)


def finish(request: HttpRequest, provider: ProviderIdentity) -> HttpResponse:
    """File the report."""
    number = _number(request)
    return done_response(number, actions.finish_filing(provider=provider, number=number, at=now()))


def retract(request: HttpRequest, provider: ProviderIdentity) -> HttpResponse:
    """Withdraw a report that is not finished."""
    number = _number(request)
    actions.retract_filing(provider=provider, number=number, at=now())
    return report_response(Code.SUCCESS, "Success", number=number)


def elsewhere(request: HttpRequest, provider: ProviderIdentity) -> HttpResponse:
    """An address that the protocol does not have."""
    del request, provider
    raise CallRefused(Code.NOT_FOUND, _("There is nothing at this address."))


def _language(request: HttpRequest) -> str:
    """The protocol's sentences are English; who asks for Arabic gets Arabic."""
    first = request.headers.get("Accept-Language", "")[:20].lower()
    return "ar" if first.startswith("ar") else "en"


def _document(request: HttpRequest) -> bytes:
    charset = (request.content_params or {}).get("charset", "utf-8").strip("\"'").lower()
    if request.content_type not in _XML:
        raise CallRefused(Code.INVALID_REQUEST, _("Send the document as text/xml."))
    if charset not in ("utf-8", "utf8"):
        raise InvalidInput("/", "wrong_encoding")
    # One byte more than is taken, so that a longer one is seen; the rest of it is never read.
    return request.read(LARGEST + 1)


def _number(request: HttpRequest) -> int:
    text = request.POST.get("id", "").strip()
    if not text:
        raise CallRefused(Code.INVALID_REQUEST, _("The field id is missing."))
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise FilingUnknown("No such report.")
    return int(text)


def _said(error: Exception) -> tuple[Code, str]:
    if isinstance(error, CallRefused):
        return error.code, str(error)
    if isinstance(error, InvalidInput):
        return (Code.MALFORMED_XML if error.code in _UNREADABLE else Code.VALIDATION_FAILED), explain(error)
    for kind, code, sentence in _sentences():
        if isinstance(error, kind):
            return code, sentence
    return Code.SERVER_ERROR, _("Something went wrong here. Please send it again.")


def _sentences() -> list[tuple[type[Exception] | tuple[type[Exception], ...], Code, str]]:
    return [
        (NobodyNamed, Code.AUTHENTICATION_REQUIRED, _("Sign in with your key by Basic authentication.")),
        (KeyRefused, Code.NOT_AUTHORISED, _("This key is not known here, or it has ended.")),
        (FilingUnknown, Code.REPORT_UNKNOWN, _("There is no such report of yours.")),
        (FileUnknown, Code.FILE_UNKNOWN, _("There is no such file of this report.")),
        (AlreadyRetracted, Code.ALREADY_RETRACTED, _("This report has been withdrawn.")),
        (AlreadyFinished, Code.ALREADY_FINISHED, _("This report has been finished.")),
        (DatabaseError, Code.SAVE_FAILED, _("This could not be stored now. Please send it again.")),
        (
            (UnreadablePostError, MultiPartParserError, SuspiciousOperation, BadRequest),
            Code.UPLOAD_FAILED,
            _("The call broke off, or is not written as it should be."),
        ),
    ]
