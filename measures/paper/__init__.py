"""Decisions on paper in the place of any approval: which steps may be decided so, recording, confirming, their pages."""
