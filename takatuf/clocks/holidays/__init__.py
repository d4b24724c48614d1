"""Holidays that people write on top of the national calendar: Eid moves by a day, a decree closes the offices."""
