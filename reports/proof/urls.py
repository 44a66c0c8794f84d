"""Addresses of the record's proof."""

from django.urls import path

from reports.proof import verify_views, views

_PROOF = "rounds/<int:round_id>/proof"
patterns = [
    path(f"{_PROOF}/", views.proof, name="proof"),
    path(f"{_PROOF}/verify/", verify_views.start, name="proof_verify"),
    path(f"{_PROOF}/sheet/", views.sheet, name="proof_sheet"),
    path(f"{_PROOF}/export/", views.export, name="proof_export"),
    path(f"{_PROOF}/export/<int:pk>/", views.download, name="proof_file"),
    path(f"{_PROOF}/verify_log.py", views.verifier, name="proof_verifier"),
]
