"""Time, ids, actors, Arabic text, terms and code lists; no case data."""
