"""Free memory goes back to the machine."""

import ctypes
import sys
from pathlib import Path

import pytest

from takatuf.config.memory import give_back

BLOCK, BLOCKS = 64 * 1024, 1_000  # below the size from which glibc asks the machine for each block by itself


def resident_mb() -> float:
    (line,) = [one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux for the process's memory")
def test_what_was_freed_below_a_block_in_use_goes_back_to_the_machine() -> None:
    if not give_back():
        pytest.skip("this C library cannot give memory back")
    libc = ctypes.CDLL("libc.so.6")
    libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    blocks = [libc.malloc(BLOCK) for _ in range(BLOCKS)]
    for block in blocks:
        ctypes.memset(block, 1, BLOCK)
    for block in blocks[:-1]:
        libc.free(block)
    kept = resident_mb()

    give_back()

    given = kept - resident_mb()
    libc.free(blocks[-1])
    assert given > BLOCK * BLOCKS / 2**20 / 2
