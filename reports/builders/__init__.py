"""Ledger → content tree: each builder names every field it prints."""
