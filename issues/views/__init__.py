"""Pages of rounds, their settings and parts, and of an issue's editing."""
