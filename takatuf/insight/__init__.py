"""Figures, safe publication, recommendations."""
