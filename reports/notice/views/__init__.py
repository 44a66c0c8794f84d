"""The notice's pages."""
