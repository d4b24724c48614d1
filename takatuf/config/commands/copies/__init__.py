"""Copies of the database: made by the keeper from one moment, brought back into an empty database, counted both times."""
