"""Measurements of the program on generated texts; each writes its last result to docs/."""

import ui  # noqa: F401  # sets how many threads a call takes, as in a server
