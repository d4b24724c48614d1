"""Writing the sealed number of an agency that has no account."""

import sys

from takatuf.agencies.numbers import store_number
from takatuf.agencies.queries import agency_by_code
from takatuf.kernel.clock import now
from takatuf.kernel.errors import InvalidInput, NotFound

_WRONG = {
    "phone": "The telephone number is digits only, from 3 to 15.",
    "email": "This is no e-mail address.",
}


def set_agency_number(code: str, *, phone: str, email: str, address: str) -> int:
    """Replace how an agency is reached in an urgent matter; ends with 2 and a sentence where something is not right."""
    try:
        agency = agency_by_code(code)
        store_number(
            agency_id=agency.id, worker_id=None, phone=phone, email=email, address=address, changed_by=None, at=now(),
            using="keeper",
        )  # fmt: skip
    except NotFound:
        print(f"No agency has the code {code!r}.", file=sys.stderr)
        return 2
    except InvalidInput as problem:
        print(_WRONG.get(problem.path, "This value cannot be taken."), file=sys.stderr)
        return 2
    print(f"Kept, sealed: how {agency.name_en} is reached.")
    return 0
