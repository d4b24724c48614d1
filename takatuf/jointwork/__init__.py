"""Referrals and inboxes, joint work tracks, sharing; nothing is left waiting.

Need-to-know, as it is done here. A referral has a record of its own, led by the sender and writable by the receiver:
the receiver sees the packet and nothing of the case. A step stands on the case's record when its owner reaches the
case; otherwise it has a record of its own too, shared with its owner and the leading agency. Lines of the chronology
stand on the same record as what they tell of. So nobody is let into a case to answer one question about it.
"""
