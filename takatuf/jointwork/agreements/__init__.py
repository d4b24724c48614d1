"""Agreements between two agencies: who may share what with whom, for what, how fast, and who decides in a dispute."""
