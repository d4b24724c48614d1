"""Dates and numbers as Saudi Arabia writes them on screens."""
