"""Verifying the record: seals, entries, history rows, records, kept files and guards, each against what answers for it."""
