"""Gives free memory back to the machine.

glibc keeps what a batch of a thousand reports needed once, in the heap of each of many threads; in a house that takes
reports in for days it looks as if the web server grew. A look every few seconds costs nothing that can be measured.
"""

import ctypes
import threading
import time

_EVERY = 5.0  # seconds


def give_back() -> bool:
    """Hand free pages of every heap back; False where the C library has no way to (musl, macOS)."""
    try:
        trim = ctypes.CDLL("libc.so.6").malloc_trim
    except (OSError, AttributeError):
        return False
    trim(0)
    return True


def keep_giving_back() -> None:
    """Do it for as long as this process lives, beside its work."""
    if give_back():
        threading.Thread(target=_for_ever, name="memory", daemon=True).start()


def _for_ever() -> None:
    while give_back():
        time.sleep(_EVERY)
