"""Renderers: each takes a content tree and knows nothing of where it came from."""
