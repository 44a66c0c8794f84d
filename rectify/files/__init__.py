"""Files that people hand in: what they really are, where their bytes lie, and how they are given out again."""
