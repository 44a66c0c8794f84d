"""Pages of the overview and what leads on from it."""
