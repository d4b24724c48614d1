"""Adding a further time stamp to a signed document before the certificate behind the last one ends (PAdES B-LTA)."""

from datetime import datetime
from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper, TimestampDSSContentSettings
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.validation import validate_pdf_timestamp
from pyhanko_certvalidator.errors import PathError, ValidationError

from takatuf.kernel.errors import Refused
from takatuf.vault.signatures import check_signature
from takatuf.vault.signing import DocumentSigner, context_for_signing
from takatuf.vault.stamps import StampServiceDown


class CannotRenew(Refused):
    """The document's proof does not hold any more, or the lists of revoked certificates are too old to carry it on."""


def renew_stamp(pdf: bytes, *, signer: DocumentSigner, at: datetime) -> bytes:
    """The document with one revision more: fresh lists of revoked certificates, and a time stamp over all that was there.

    The bytes so far stay untouched in front. A document that was altered, or whose last stamp has ended already, is
    not stamped: a further stamp proves only that the one before it held then. Raises CannotRenew, StampServiceDown.
    """
    if signer.stamps is None or not signer.revocations:
        raise CannotRenew(
            "A further time stamp needs a time-stamp service and lists of revoked certificates."
        )
    roots = [*(signer.authorities[-1:] or (signer.certificate,)), *signer.stamps.roots]
    if not check_signature(pdf, trust_roots=roots, at=at).good:
        raise CannotRenew(
            "What the document proves does not hold any more; a further time stamp would not mend it."
        )
    stamps = PdfFileReader(BytesIO(pdf)).embedded_timestamp_signatures
    if not stamps:
        raise CannotRenew("The document carries no time stamp of its own that could be carried on.")
    context = context_for_signing(signer, at)
    try:
        path = validate_pdf_timestamp(stamps[-1], context, skip_diff=True).validation_path
        if path is None:
            raise CannotRenew(
                "The last time stamp does not hold now: its certificate ended, was revoked, or is unknown."
            )
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        added = PdfTimeStamper(signer.stamps.stamper_at(at)).timestamp_pdf(
            writer,
            "sha256",
            validation_context=context,
            validation_paths=[path],
            # The evidence first and the stamp last, so that the stamp covers every byte (docs/decisions/0014).
            dss_settings=TimestampDSSContentSettings(include_vri=False, update_before_ts=True),
        )
    except TimestampRequestError as error:
        raise StampServiceDown(f"The time-stamp service did not answer: {error}") from error
    except (SigningError, PdfError, ValidationError, PathError) as error:
        raise CannotRenew(f"The document was not stamped: {error}") from error
    return bytes(added.getbuffer())
