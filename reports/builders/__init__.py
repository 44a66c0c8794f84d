"""Builders: the ledger → content trees. They name every field they print; what they don't name never leaves the database."""
