"""The shape of a refusal's sentence."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise

from takatuf.kernel.errors import Refused

#: A sentence, or a function that makes it from what the error carries (codes and numbers, never its own text).
Sentence = str | Promise | Callable[[Any], str]
Sentences = Mapping[type[Refused], Sentence]
