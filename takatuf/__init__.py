"""Takatuf: one country, many agencies, one child."""

__version__ = "0.1.0"
