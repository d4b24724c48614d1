"""What our processes do about their memory.

glibc keeps what a batch of a thousand reports needed once, in the heap of each of many threads; in a house that takes
reports in for days it looks as if the web server grew. A look every few seconds costs nothing that can be measured.
"""

import ctypes
import gc
import threading
import time

_EVERY = 5.0  # seconds


def settle() -> None:
    """Take what is loaded by now as there to stay, and look for cycles to throw away twenty times more rarely.

    Looking through all of it again and again took a tenth of the time of a batch of reports, and of the court's document.
    """
    if gc.get_freeze_count():
        return  # once a process: what a later call would freeze is rather what the work left
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


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
