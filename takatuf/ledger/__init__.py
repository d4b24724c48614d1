"""An append-only record that outsiders can verify."""
