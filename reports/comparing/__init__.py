"""Two moments of the ledger beside one another (基线对比), and the ledger as it was: pages and what is handed on."""
