"""Deadlines, national calendars, escalation and notices; knows records, never what they are about."""
