"""Arabic of Saudi Arabia."""
