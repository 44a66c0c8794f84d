"""Addresses of the notice: what it would say now, its versions, and each version's steps, review, papers and files."""

from django.urls import path

from reports.notice.views import files, now, paper, review, steps, versions

_ROUND = "rounds/<int:round_id>/notice"
_VERSION = f"{_ROUND}/versions/<int:number>"
_PAPER = f"{_VERSION}/decisions/<int:pk>"
patterns = [
    path(f"{_ROUND}/", now.notice, name="notice"),
    path(f"{_ROUND}/pdf/", now.notice_make, name="notice_make"),
    path(f"{_ROUND}/<str:tree_hash>.pdf", now.notice_pdf, name="notice_pdf"),
    path(f"{_ROUND}/versions/", versions.notice_versions, name="notice_versions"),
    path(f"{_ROUND}/versions/new/", versions.notice_new, name="notice_new"),
    path(f"{_ROUND}/versions/compare/", versions.notice_compare, name="notice_compare"),
    path(f"{_VERSION}/", versions.notice_version, name="notice_version"),
    path(f"{_VERSION}/files/", files.notice_files, name="notice_files"),
    path(f"{_VERSION}/package/", files.notice_package, name="notice_package"),
    path(f"{_VERSION}/files/<str:key>/", files.notice_file, name="notice_file"),
    path(f"{_VERSION}/steps/<str:step_name>/", steps.notice_step, name="notice_step"),
    path(f"{_VERSION}/review/<int:pk>/<str:move_name>/", review.notice_review, name="notice_review"),
    path(f"{_VERSION}/attachments/<int:pk>/", review.notice_attachment, name="notice_attachment"),
    path(f"{_VERSION}/paper/<str:step_name>/", paper.notice_paper, name="notice_paper"),
    path(f"{_PAPER}/scan/", paper.notice_paper_scan, name="notice_paper_scan"),
    path(f"{_PAPER}/confirm/", paper.notice_paper_confirm, name="notice_paper_confirm"),
    path(f"{_PAPER}/withdraw/", paper.notice_paper_withdraw, name="notice_paper_withdraw"),
]
