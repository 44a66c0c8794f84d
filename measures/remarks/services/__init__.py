"""The doors of remarks and of the register: each one change, one transaction, its entries."""
