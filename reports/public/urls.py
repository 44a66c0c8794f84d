"""Addresses of the public pages."""

from django.urls import path

from reports.public import views

_VERSION = "public/<int:round_id>/versions/<int:number>"
patterns = [
    path("public/", views.notices, name="public_notices"),
    path("public/<int:round_id>/", views.notice, name="public_notice"),
    path("public/<int:round_id>/notice.<str:key>", views.file, name="public_file"),
    path(f"{_VERSION}/", views.version, name="public_version"),
    path(f"{_VERSION}/notice.<str:key>", views.version_file, name="public_version_file"),
]
