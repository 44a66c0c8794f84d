"""Addresses of the comparison, and of the ledger as it was."""

from django.urls import path

from reports.comparing import past_views, views

_ROUND = "rounds/<int:round_id>"
patterns = [
    path(f"{_ROUND}/comparison/", views.comparison, name="comparison"),
    path(f"{_ROUND}/comparison/xlsx/", views.xlsx, name="comparison_xlsx"),
    path(f"{_ROUND}/comparison/pdf/", views.pdf, name="comparison_pdf"),
    path(f"{_ROUND}/comparison/pdf/<int:pk>/", views.file, name="comparison_file"),
    path(f"{_ROUND}/past/", past_views.go, name="past"),
    path(f"{_ROUND}/past/<str:moment>/", past_views.ledger, name="past_ledger"),
    path(f"{_ROUND}/past/<str:moment>/issues/<int:pk>/", past_views.issue, name="past_issue"),
    path(f"{_ROUND}/past/<str:moment>/measures/<int:pk>/", past_views.measure, name="past_measure"),
]
