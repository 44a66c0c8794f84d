"""Closing an issue (销号): its table of transitions, the inspection team's opinion, look-backs, what stands against a step."""
