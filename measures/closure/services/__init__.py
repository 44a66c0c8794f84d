"""The doors of a closure."""
