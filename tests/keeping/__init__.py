"""Keeping and erasing."""
