"""Draws pages as PDF with Typst; data travels as JSON, never as Typst code.

Every document is drawn by a process of its own. Typst keeps what it worked out for the last ten documents: sixty
megabytes for one of a thousand facts, and their words, in the memory of a worker that lives for months.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from takatuf.kernel.errors import Refused

_LONGEST = 300  # seconds; a document of 1,200 facts takes about one


class NotDrawn(Refused):
    """Typst refused the document; the sentence is Typst's own, for an administrator's log."""


def fonts_folder() -> Path:
    """The folder of the fonts that documents are set in, put there by set-up."""
    return Path(__file__).parent / "static" / "vendor" / "fonts"


def draw_pdf(
    template: Path, data: Mapping[str, Any], *, at: datetime, standards: Sequence[str] = ()
) -> bytes:
    """The document as PDF bytes; the same template, data and `at` (its date of making) give the same bytes.

    The template reads `data` from `sys.inputs.data` and files of its own folder. `standards` as Typst names them ("a-3a").
    Raises NotDrawn.
    """
    request = {
        "template": str(template),
        "root": str(template.parent),
        "fonts": str(fonts_folder()),
        "standards": list(standards),
        "timestamp": int(at.timestamp()),
    }
    asked = json.dumps(request) + "\n" + json.dumps(data, ensure_ascii=False)
    try:
        ended = subprocess.run(
            [sys.executable, "-I", "-m", "takatuf.web.typst_process"],
            input=asked.encode(errors="surrogatepass"), capture_output=True, timeout=_LONGEST, check=False,
            env={"PATH": os.defpath},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise NotDrawn(f"{template.name} was not drawn within {_LONGEST} seconds.") from error
    if ended.returncode:
        said = ended.stderr.decode(errors="replace").strip() or f"the process ended with {ended.returncode}"
        raise NotDrawn(f"{template.name} was not drawn: {said}")
    return ended.stdout
