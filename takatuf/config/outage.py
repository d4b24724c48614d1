"""Tells a database that is away from one that refused a statement."""


def is_away(error: BaseException) -> bool:
    """Whether this error of Django's means that nothing answers at the database's address.

    What a server that answers refuses, a deadlock for one, carries the code of its refusal; class 57P is a server that stops.
    """
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or str(code).startswith(("08", "57P"))
