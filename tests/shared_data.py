"""Finds the real data that lies beside the checkout; a test skips, with a sentence, where it is absent."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared_data(name: str) -> Path:
    """The path of one shared data file, for example ``cybertipline/cyber_tipline.xsd``."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"The data file {name} is not beside this checkout.")
    return path
