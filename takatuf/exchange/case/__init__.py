"""Exhibits in the words of CASE/UCO, for laboratories and courts that read it."""
