"""Advice, lessons, campaigns, gatherings, training, the forum. It imports nothing about a case."""
