"""The demonstration round: `fixtures/` loaded through the doors, with ten weeks of plausible changes behind it."""
