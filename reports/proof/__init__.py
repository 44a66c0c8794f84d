"""Proof: anchors of the chain outside the system, the log handed out, events, and what of this app can be cleared."""
