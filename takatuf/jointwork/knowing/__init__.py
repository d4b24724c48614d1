"""Need-to-know on cases: who may see one, what was opened with a reason, who must not be told."""
