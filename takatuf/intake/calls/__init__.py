"""Calls to the hotline: written while listening, read back, sent as reports; call-backs, transfers, forms on paper."""
