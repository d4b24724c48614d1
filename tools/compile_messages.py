"""Compiles every django.po to django.mo in pure Python, so that GNU gettext is not needed: `[--quiet] [FOLDER ...]`."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from takatuf.kernel.messages import BadMessages, compiled  # noqa: E402


def main(arguments: list[str]) -> int:
    """Compile what changed; 1 when a catalogue is bad."""
    is_quiet = "--quiet" in arguments
    folders = [Path(argument) for argument in arguments if not argument.startswith("--")] or [
        ROOT / "takatuf"
    ]
    status = 0
    for source in sorted(path for folder in folders for path in folder.glob("**/locale/*/LC_MESSAGES/*.po")):
        try:
            content = compiled(source.read_text(encoding="utf-8"), str(source))
        except BadMessages as error:
            print(error, file=sys.stderr)
            status = 1
            continue
        target = source.with_suffix(".mo")
        if not target.exists() or target.read_bytes() != content:
            target.write_bytes(content)
            if not is_quiet:
                print(f"{target} written")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
