"""Slow work as rows with leases: the database holds the work, Celery only wakes it."""
