"""What the pages for the court and the figures say when a step is refused."""

from takatuf.desks.refusals.kinds import Sentences

SENTENCES: Sentences = {}
