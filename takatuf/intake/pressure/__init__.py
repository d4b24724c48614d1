"""A crowd at the door: its measure, a little work for browsers while it lasts, the slow lane, and marks of bursts."""
