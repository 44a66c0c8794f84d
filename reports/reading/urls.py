"""Addresses of taking a notice over."""

from django.urls import path

from reports.reading import views

patterns = [
    path("rounds/import/", views.upload, name="notice_import"),
    path("rounds/<int:round_id>/imported/", views.imported, name="notice_imported"),
]
