"""The ledger (台账): all measures of a round on one page, under their issues and key problems."""
