"""Cases that come from another system: what a case brings, and taking it over once."""
