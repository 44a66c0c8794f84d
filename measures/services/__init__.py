"""The doors of this app: each writes one kind of change, in one transaction, for one person."""
