"""What one meeting of the leading group decides from a list: each matter through its own door, with its own answer."""
