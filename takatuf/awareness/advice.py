"""Advice shown at once beside a report, by kind of reporter: `before` the first question and `after` sending."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from takatuf.kernel.languages import in_language


def advice(reporter_kind: str, moment: str, language: str, *, emergency: str) -> tuple[str, ...]:
    """Lines of advice for a kind of reporter, `before` the first question or `after` sending; danger comes first."""
    texts = _texts()
    lines = [texts["danger"], *texts.get(reporter_kind, {}).get(moment, ())]
    return tuple(in_language(line, language).format(emergency=emergency) for line in lines)


@cache
def _texts() -> dict[str, Any]:
    text = files("takatuf.awareness").joinpath("advice.yaml").read_text(encoding="utf-8")
    values: dict[str, Any] = yaml.safe_load(text)
    return values
