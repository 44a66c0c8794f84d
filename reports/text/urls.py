"""Addresses of the notice's text."""

from django.urls import path

from reports.text.views import checking, disclosure, masking, report

_ROUND = "rounds/<int:round_id>/notice"
patterns = [
    path(f"{_ROUND}/figures/", checking.figure_values, name="notice_figures"),
    path(f"{_ROUND}/check/", checking.check, name="notice_check"),
    path(f"{_ROUND}/disclosure/", disclosure.listed, name="notice_disclosure"),
    path(f"{_ROUND}/disclosure/<int:pk>/", disclosure.edit, name="notice_disclose"),
    path(f"{_ROUND}/masking/", masking.listed, name="notice_masking"),
    path(f"{_ROUND}/masking/new/", masking.new, name="notice_masking_new"),
    path(f"{_ROUND}/masking/<int:pk>/edit/", masking.edit, name="notice_masking_edit"),
    path(f"{_ROUND}/masking/<int:pk>/withdraw/", masking.withdraw, name="notice_masking_withdraw"),
    path(f"{_ROUND}/report/", report.show, name="notice_report"),
    path(f"{_ROUND}/report/pdf/", report.make, name="notice_report_make"),
    path(f"{_ROUND}/report/<int:pk>.pdf", report.download, name="notice_report_pdf"),
]
