"""Meetings of the multi-agency team: agenda from cases, who came, decisions with owners, signed minutes.

Need-to-know, as it is done here. The meeting has a record of its own, which every invited agency reaches: time, place,
who came, and how many items there are. What an item says stands on the record of its case, with its decisions and with who
left it: so an agency that does not reach the case finds a place on the agenda and nothing else, in the database itself.
"""
