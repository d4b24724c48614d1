"""Runs Typst once, as a program of its own: what is asked for stands on standard input as a line of JSON, the document's
data as JSON after it, and the PDF goes to standard output.

Where it cannot be drawn it ends with 1, and Typst's own words stand on standard error.
"""

import json
import sys

import typst


def main() -> int:
    """Draw what was asked for, and end."""
    request = json.loads(sys.stdin.buffer.readline())
    try:
        drawn = typst.compile(
            request["template"],
            root=request["root"],
            font_paths=[request["fonts"]],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=request["standards"],
            sys_inputs={"data": sys.stdin.buffer.read().decode()},
            timestamp=request["timestamp"],
        )
    except typst.TypstError as error:
        sys.stderr.write(str(error))
        return 1
    sys.stdout.buffer.write(drawn)
    return 0


if __name__ == "__main__":
    sys.exit(main())
