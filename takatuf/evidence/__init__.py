"""Exhibits and their chain of custody: descriptions and hashes only, never the material itself."""
