"""The doors of what was found: each change of a round and its parts goes through one of these functions."""
