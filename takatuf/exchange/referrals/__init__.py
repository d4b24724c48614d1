"""Referrals told to the systems of agencies, and answered by them, in signed calls."""
