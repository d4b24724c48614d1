"""Practices of other countries, and the self-assessment against the Model National Response."""
