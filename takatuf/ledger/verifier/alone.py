"""The verifier as one file, for whoever holds a submission and has nothing of this house."""

import ast
from functools import lru_cache
from pathlib import Path

#: In the order in which they need each other; the last one's first words say how the program is used.
_PARTS = ("hashes", "notes", "checks", "command")
_FIRST_LINES = """
import importlib.util
import sys

if sys.version_info < (3, 11) or importlib.util.find_spec("cryptography") is None:
    raise SystemExit("This program needs Python 3.11 or later and its package cryptography: pip install cryptography")
"""
_LAST_LINES = """
if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    raise SystemExit(main())
"""


@lru_cache(maxsize=1)
def verify_script() -> bytes:
    """`verify.py`: the parts of this package joined, which needs only Python 3.11 and the package `cryptography`."""
    use, imports, bodies = "", set[str](), []
    for part in _PARTS:
        source = Path(__file__).with_name(f"{part}.py").read_text("utf-8")
        first, *rest = ast.parse(source).body
        use = ast.get_source_segment(source, first) or ""
        kept = 0
        for node in rest:
            if not isinstance(node, ast.Import | ast.ImportFrom):
                break
            kept = node.end_lineno or 0
            line = ast.unparse(node)
            if "takatuf" not in line:
                imports.add(line)
        bodies.append("\n".join(source.split("\n")[kept:]).strip("\n"))
    script = [use, _FIRST_LINES, *_sorted(imports), "", "", "\n\n\n".join(bodies), _LAST_LINES]
    return "\n".join(script).encode()


def _sorted(imports: set[str]) -> list[str]:
    """One line for each module, all its names together."""
    names: dict[str, set[str]] = {}
    whole = set()
    for line in imports:
        node = ast.parse(line).body[0]
        if isinstance(node, ast.ImportFrom):
            names.setdefault(node.module or "", set()).update(alias.name for alias in node.names)
        else:
            whole.add(line)
    return sorted(whole) + [
        f"from {module} import {', '.join(sorted(names[module]))}" for module in sorted(names)
    ]
