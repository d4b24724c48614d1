"""What the pages for cases, the inbox and referrals say when a step is refused."""

from takatuf.desks.refusals.kinds import Sentences

SENTENCES: Sentences = {}
