"""Rectify: the project, and what every app stands on."""

from rectify.celery import app as celery_app

__all__ = ["celery_app"]
