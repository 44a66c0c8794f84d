"""Addresses of the weekly sheets."""

from django.urls import path

from reports.digests import views

_ROUND = "rounds/<int:round_id>/sheets"
patterns = [
    path(f"{_ROUND}/", views.sheets, name="sheets"),
    path(f"{_ROUND}/compose/", views.sheets_compose, name="sheets_compose"),
    path(f"{_ROUND}/<int:pk>/", views.sheet, name="sheet"),
    path(f"{_ROUND}/mails/<int:pk>/again/", views.sheet_resend, name="sheet_resend"),
]
