"""How each worker is told that something awaits: by which way, at which hours, never what it is."""
