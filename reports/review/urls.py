"""Addresses of the change log."""

from django.urls import path

from reports.review import views

patterns = [
    path("rounds/<int:round_id>/log/", views.log, name="log"),
    path("rounds/<int:round_id>/log/export/", views.log_export, name="log_export"),
    path("rounds/<int:round_id>/log/patterns/", views.patterns, name="log_patterns"),
]
