"""Measuring, on a database of its own, with row security, fsync and synchronous commit on."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure, with the target that the issue names; `better` is "higher" or "lower"."""

    value: float
    unit: str
    target: float
    better: str

    @property
    def is_met(self) -> bool:
        return self.value >= self.target if self.better == "higher" else self.value <= self.target


Figures = Mapping[str, Figure]
NAMES = ("intake", "lookup", "link", "cases", "clocks", "court", "match", "figures", "soak")


# Each part runs in a process of its own: a house's settings are read once in a process.
PARTS = {
    "intake": ("bulk", "forms", "kill"),
    "lookup": ("lookup",),
    "clocks": ("clocks",),
    "cases": ("cases",),
    "figures": ("figures",),
    "court": ("court",),
}
# One part alone, by its own name. An hour of soaking is not among "all".
PARTS_ALONE = {part: (part,) for parts in PARTS.values() for part in parts} | {"soak": ("soak",)}


def bench(*, name: str, as_json: bool, scale: float) -> int:
    """Measure one name and print a table, or one JSON object; "all" measures everything that is built.

    The name of a part (bulk, forms, kill) measures that part alone.
    """
    names = list(PARTS) if name == "all" else [name]
    known_parts = {**PARTS_ALONE, **PARTS}
    if name != "all" and name not in known_parts:
        known = "not built yet" if name in NAMES else f"no such name; there are {', '.join(NAMES)}"
        print(f"takatuf bench {name}: {known}.", file=sys.stderr)
        return 3
    if scale <= 0:
        print("takatuf bench: --scale is greater than zero.", file=sys.stderr)
        return 2
    measured: dict[str, Figure] = {}
    for part in (part for each in names for part in known_parts[each]):
        command = [sys.executable, "-m", "takatuf.config.commands.bench.part", part, str(scale)]
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE)
        if done.returncode != 0:
            print(f"takatuf bench: the part {part} ended with {done.returncode}.", file=sys.stderr)
            return 1
        measured |= {
            figure: Figure(**values) for figure, values in json.loads(done.stdout.splitlines()[-1]).items()
        }
    if as_json:
        print(json.dumps({name: plain(figure) for name, figure in measured.items()}, indent=2))
    else:
        _print_table(measured)
    return 0


def say(text: str) -> None:
    """A line about what is being done; beside the figures, so that `--json` stays one object."""
    print(text, file=sys.stderr, flush=True)


def plain(figure: Figure) -> dict[str, object]:
    return {"value": figure.value, "unit": figure.unit, "target": figure.target, "better": figure.better}


def _print_table(measured: Figures) -> None:
    print(f"{'figure':<34}{'value':>12} {'unit':<10}{'target':>12}  met")
    for name, figure in measured.items():
        sign = ">=" if figure.better == "higher" else "<="
        met = "yes" if figure.is_met else "NO"
        print(f"{name:<34}{figure.value:>12,.2f} {figure.unit:<10}{sign:>4}{figure.target:>8,g}  {met}")
