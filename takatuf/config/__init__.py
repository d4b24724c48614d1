"""Settings, addresses, wiring and the command line."""
