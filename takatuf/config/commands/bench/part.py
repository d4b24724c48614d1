"""One part of a measurement, in a process of its own; prints its figures as one line of JSON."""

import json
import sys

from takatuf.config.commands.bench import Figures, plain


def measure(part: str, scale: float) -> Figures:  # noqa: PLR0911 - one import for each part, of its own
    """The figures of one part."""
    if part == "bulk":
        from takatuf.config.commands.bench.intake import measure_bulk

        return measure_bulk(scale)
    if part == "forms":
        from takatuf.config.commands.bench.forms import measure_forms

        return measure_forms(scale)
    if part == "kill":
        from takatuf.config.commands.bench.forms import measure_kill

        return measure_kill(scale)
    if part == "clocks":
        from takatuf.config.commands.bench.clocks import measure_clocks

        return measure_clocks(scale)
    if part == "figures":
        from takatuf.config.commands.bench.figures import measure_figures

        return measure_figures(scale)
    if part == "cases":
        from takatuf.config.commands.bench.cases import measure_cases

        return measure_cases(scale)
    if part == "court":
        from takatuf.config.commands.bench.court import measure_court

        return measure_court(scale)
    if part == "soak":
        from takatuf.config.commands.bench.soak import measure_soak

        return measure_soak(scale)
    from takatuf.config.commands.bench.lookup import measure_lookup

    return measure_lookup(scale)


if __name__ == "__main__":
    measured = measure(sys.argv[1], float(sys.argv[2]))
    print(json.dumps({name: plain(figure) for name, figure in measured.items()}))
