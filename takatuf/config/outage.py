"""Tells a database that is away from one that refused a statement, and says what an administrator does about either."""

import errno
import sys

_OTHER_TABLES = (
    'The tables are not those of this version of Takatuf: "takatuf serve" brings them up to date at its start, and "takatuf'
    ' check" says what differs.'
)
_BUSY = "The database was busy ({said}). Nothing was changed; call again."
#: By the beginning of the code with which a server refuses.
_SENTENCES = {
    "42P01": _OTHER_TABLES,
    "42703": _OTHER_TABLES,
    "42883": _OTHER_TABLES,
    "42501": 'The database does not allow it ({said}); "takatuf check" names a right that is missing.',
    "25006": "The database takes no changes: it is a standby, or set to read only ({said}).",
    "40": _BUSY,
    "55P03": _BUSY,
    "57014": _BUSY,
    "53": "The database has no room left ({said}): disk, memory or connections. Nothing was changed; make room and call again.",
    "08": "The database went away ({said}). Is the service running?",
    "57P": "The database went away ({said}). Is the service running?",
}


def is_away(error: BaseException) -> bool:
    """Whether this error of Django's means that nothing answers at the database's address.

    What a server that answers refuses, a deadlock for one, carries the code of its refusal; class 57P is a server that stops.
    """
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or str(code).startswith(("08", "57P"))


def outage_in_words(error: Exception) -> str | None:
    """What stands in the way of a command, in a sentence that says what to do; None for what is a fault of the program.

    No password is in it: drivers name the server, the role and the reason.
    """
    if isinstance(error, OSError):
        return _of_system(error)
    if "psycopg" not in sys.modules:  # commands without a database never load it
        return None
    from psycopg import Error, OperationalError

    cause = error if isinstance(error, Error) else error.__cause__
    if not isinstance(cause, Error):
        return None
    if cause.sqlstate is None:
        return _of_connection(cause) if isinstance(cause, OperationalError) else None
    sentence = next((words for code, words in _SENTENCES.items() if cause.sqlstate.startswith(code)), None)
    return sentence and sentence.format(said=_last_line(cause))


def _of_connection(cause: Exception) -> str:
    said = _last_line(cause)
    if "password authentication failed" in said or "no password supplied" in said:
        advice = "DATABASE_URL, DATABASE_KEEPER_URL and DATABASE_ADMIN_URL hold the passwords; the first two are set by the third at the start."
    elif "does not exist" in said:
        advice = '"takatuf serve" makes the roles and the database at its first start.'
    else:
        advice = "Is the service running?"
    return f"The database does not answer ({said}). {advice}"


def _last_line(cause: Exception) -> str:
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    lines = [
        line for line in lines if not line.endswith("?")
    ]  # libpq asks whether the server runs, and so do we
    told = next(
        (line for line in reversed(lines) if "FATAL" in line), lines[-1] if lines else type(cause).__name__
    )
    return told.partition("FATAL:")[2].strip() or told


def _of_system(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    advice = {
        errno.ENOSPC: " Make room and call again; what was there before is whole.",
        errno.EDQUOT: " Make room and call again; what was there before is whole.",
        errno.EACCES: " Call it as the user who owns it, or as root.",
        errno.EPERM: " Call it as the user who owns it, or as root.",
    }
    return f"{where}{error.strerror or type(error).__name__}.{advice.get(error.errno or 0, '')}"
