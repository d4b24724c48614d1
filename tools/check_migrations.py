"""Fails when a model changed without its migration; unlike `makemigrations --check` it asks no database."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "takatuf.config.settings")

import django  # noqa: E402
from django.apps import apps  # noqa: E402
from django.db.migrations.autodetector import MigrationAutodetector  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.db.migrations.state import ProjectState  # noqa: E402
from django.utils import translation  # noqa: E402

ROOMS = Path(__file__).resolve().parents[1] / "takatuf"


def main() -> int:
    """1 when a migration is missing or two branches stand beside each other."""
    django.setup()
    translation.deactivate_all()  # labels are compared in the source language, whatever is compiled
    loader = MigrationLoader(None, ignore_no_migrations=True)
    if conflicts := loader.detect_conflicts():
        print(f"Two migrations stand beside each other: {conflicts}", file=sys.stderr)
        return 1
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    ours = {app.label for app in apps.get_app_configs() if Path(app.path).is_relative_to(ROOMS)}
    missing = {room: found for room, found in detector.changes(graph=loader.graph).items() if room in ours}
    for room, migrations in missing.items():
        for operation in migrations[0].operations:
            print(f"{room}: without a migration: {operation.describe()}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
