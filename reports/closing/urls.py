"""Addresses of the form of closure."""

from django.urls import path

from reports.closing import views

_FORM = "rounds/<int:round_id>/issues/<int:pk>/closing-form"
patterns = [
    path(f"{_FORM}/", views.show, name="closing_form"),
    path(f"{_FORM}/pdf/", views.make, name="closing_form_make"),
    path(f"{_FORM}/<int:job_id>.pdf", views.download, name="closing_form_pdf"),
]
