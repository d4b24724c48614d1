"""The training of staff over the whole country, by role: counted at night, shown to those who plan it."""
