"""Measurements of the program on generated texts; each writes its last result to docs/."""
