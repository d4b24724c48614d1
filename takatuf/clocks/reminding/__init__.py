"""Reminding whoever owes something before the time is up."""
