"""Takes the addresses out of package-lock.json: `npm ci` needs versions and sums only."""

import json
from pathlib import Path

LOCK = Path(__file__).resolve().parents[1] / "package-lock.json"

lock = json.loads(LOCK.read_text(encoding="utf-8"))
for package in lock["packages"].values():
    for part in ("resolved", "funding"):
        package.pop(part, None)
LOCK.write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")
