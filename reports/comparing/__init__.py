"""The ledger at two moments beside one another (基线对比), and the ledger as it was on a date."""
