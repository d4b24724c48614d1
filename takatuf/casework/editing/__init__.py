"""Editing what stands in a case already, without overwriting what another person wrote meanwhile."""
