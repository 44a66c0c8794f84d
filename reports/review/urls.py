"""Addresses of the change log."""

from django.urls import path

from reports.review import views

patterns = [path("rounds/<int:round_id>/log/", views.log, name="log")]
