"""Poppler's programs for tests: skipped with a sentence where they are missing, but a failure under CI=true."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def run_poppler(program: str, *arguments: str | Path) -> str:
    """What the program prints."""
    if shutil.which(program) is None:
        sentence = f"poppler's {program} is not installed; apt-get install poppler-utils"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False).stdout
