"""The ledger as it stood, read from the history tables, and how two moments of it differ; sheets and pages stand on it."""
