"""Writing the sealed number of an agency that has no account."""

from takatuf.agencies.numbers import store_number
from takatuf.agencies.queries import agency_by_code
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotFound, Refused


class CannotKeep(Refused):
    """Something about the number is not right; the sentence says what."""


_WRONG = {
    "phone": "The telephone number is digits only, from 3 to 15.",
    "email": "This is no e-mail address.",
}


def set_agency_number(code: str, *, phone: str, email: str, address: str) -> int:
    """Replace how an agency is reached in an urgent matter. Raises CannotKeep."""
    try:
        agency = agency_by_code(code)
        store_number(
            agency_id=agency.id, worker_id=None, phone=phone, email=email, address=address, changed_by=None, at=now(),
            using="keeper",
        )  # fmt: skip
    except NotFound:
        raise CannotKeep(f"No agency has the code {code!r}.") from None
    except InvalidInput as problem:
        raise CannotKeep(_WRONG.get(problem.path, "This value cannot be taken.")) from None
    print(f"Kept, sealed: how {agency.name_en} is reached.")
    return 0
