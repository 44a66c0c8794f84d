"""Pages of the notice's text."""
