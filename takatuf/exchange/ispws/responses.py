"""The answers of the door: a number, a sentence, and ids, as XML."""

from collections.abc import Sequence
from enum import IntEnum

from django.http import HttpResponse
from lxml import etree

from takatuf.kernel.ids import uuid7


class Code(IntEnum):
    """The protocol's numbers. Source: field/reporting.md 4.2."""

    SUCCESS = 0
    SERVER_ERROR = 1000
    SAVE_FAILED = 1100
    UPLOAD_FAILED = 1110
    FILE_UPLOAD_FAILED = 1111
    NOT_FOUND = 1210
    UPDATE_FAILED = 1300
    AUTHENTICATION_REQUIRED = 2000
    NOT_AUTHORISED = 3000
    NOT_AUTHORISED_TO_SUBMIT = 3100
    NOT_AUTHORISED_TO_UPDATE = 3300
    INVALID_REQUEST = 4000
    VALIDATION_FAILED = 4100
    MALFORMED_XML = 4110
    MALFORMED_FILE = 4200
    REPORT_UNKNOWN = 5001
    FILE_UNKNOWN = 5002
    ALREADY_RETRACTED = 5101
    ALREADY_FINISHED = 5102


_STATUS = {
    Code.SUCCESS: 200, Code.SERVER_ERROR: 500, Code.SAVE_FAILED: 503, Code.UPLOAD_FAILED: 400,
    Code.FILE_UPLOAD_FAILED: 413, Code.NOT_FOUND: 404, Code.UPDATE_FAILED: 503, Code.AUTHENTICATION_REQUIRED: 401, Code.NOT_AUTHORISED: 401,
    Code.NOT_AUTHORISED_TO_SUBMIT: 403, Code.NOT_AUTHORISED_TO_UPDATE: 403, Code.REPORT_UNKNOWN: 404,
    Code.FILE_UNKNOWN: 404, Code.ALREADY_RETRACTED: 409, Code.ALREADY_FINISHED: 409,
}  # fmt: skip


def report_response(
    code: Code, description: str, *, number: int | None = None, file: str = "", digest: str = ""
) -> HttpResponse:
    """`<reportResponse>`; the status of HTTP says the same as the code."""
    root = etree.Element("reportResponse")
    _put(root, "responseCode", str(int(code)))
    _put(root, "responseDescription", description)
    if number is not None:
        _put(root, "reportId", str(number))
    if file:
        _put(root, "fileId", file)
    if digest:
        _put(root, "hash", digest)
    return _xml(etree.tostring(root, xml_declaration=True, encoding="UTF-8"), _STATUS.get(code, 400))


def done_response(number: int, files: Sequence[str]) -> HttpResponse:
    """`<reportDoneResponse>`: the report is filed, with these files."""
    root = etree.Element("reportDoneResponse")
    _put(root, "responseCode", str(int(Code.SUCCESS)))
    _put(root, "reportId", str(number))
    listed = etree.SubElement(root, "files")
    for file in files:
        _put(listed, "fileId", file)
    return _xml(etree.tostring(root, xml_declaration=True, encoding="UTF-8"), 200)


def schema_response(schema: bytes) -> HttpResponse:
    return _xml(schema, 200)


def _put(parent: etree._Element, tag: str, text: str) -> None:
    etree.SubElement(parent, tag).text = text


def _xml(body: bytes, status: int) -> HttpResponse:
    response = HttpResponse(body, content_type="text/xml; charset=utf-8", status=status)
    response["Request-ID"] = str(uuid7())
    if status == 401:
        response["WWW-Authenticate"] = 'Basic realm="ispws", charset="UTF-8"'
    return response
