"""The main job without a browser, on a fresh database of its own."""

from takatuf.config.commands.journey.run import journey

__all__ = ["journey"]
