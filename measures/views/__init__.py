"""The ledger, measure and issue pages."""
