"""The public pages: showing, asking, sending, resuming and following a report, one page at a time."""
