"""Organisations, staff, roles; records and who has access to them."""
