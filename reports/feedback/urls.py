"""Addresses of feedback: the public's two, and the register's."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from reports.feedback import public, views
from reports.feedback.models import RECEIPT


class ReceiptConverter(StringConverter):
    """A receipt number in an address."""

    regex = RECEIPT


register_converter(ReceiptConverter, "receipt")

_PUBLIC = "public/rounds/<int:round_id>/feedback/"
_ROUND = "rounds/<int:round_id>/feedback/"
patterns = [
    path(_PUBLIC, public.form, name="feedback_public"),
    path(f"{_PUBLIC}thanks/<receipt:receipt>/", public.thanks, name="feedback_thanks"),
    path(_ROUND, views.feedback, name="feedback"),
    path(f"{_ROUND}new/", views.enter, name="feedback_new"),
    path(f"{_ROUND}window/", views.window, name="feedback_window"),
    path(f"{_ROUND}accusations/", views.accusations, name="feedback_accusations"),
    path(f"{_ROUND}summary/", views.summary, name="feedback_summary"),
    path(f"{_ROUND}summary/table.csv", views.summary_csv, name="feedback_csv"),
    path(f"{_ROUND}<receipt:receipt>/", views.item, name="feedback_item"),
    path(f"{_ROUND}<receipt:receipt>/<slug:step_name>/", views.step, name="feedback_step"),
]
