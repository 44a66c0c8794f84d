"""What is told: documents built from the ledger as content trees, and the renderers that set them."""
