"""Addresses of the notice."""

from django.urls import path

from reports.notice import views

_ROUND = "rounds/<int:round_id>/notice"
patterns = [
    path(f"{_ROUND}/", views.notice, name="notice"),
    path(f"{_ROUND}/pdf/", views.notice_make, name="notice_make"),
    path(f"{_ROUND}/<str:tree_hash>.pdf", views.notice_pdf, name="notice_pdf"),
]
