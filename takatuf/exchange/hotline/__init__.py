"""Rows of a hotline's list (CSV or JSON), read into the canonical content; the columns stand in a table of their own."""

from takatuf.exchange.hotline.rows import columns, read_row

__all__ = ["columns", "read_row"]
