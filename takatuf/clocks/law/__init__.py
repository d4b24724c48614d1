"""Texts of law as data: what a country's law is said to say, where that stands, and whether two persons have checked it.

Nothing unchecked is printed as law. The files in `texts` hold what was noted when this was written, each marked by whom it
was checked: nobody, until two persons of the house have read the text at its source. Their check binds the very words of
the file; when the words change, it must be read again.
"""
