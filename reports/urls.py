"""Overview, sheets, notice, change log: each room brings its own addresses."""

from django.urls import path

from reports.comparing.urls import patterns as comparing
from reports.digests.urls import patterns as digests
from reports.feedback.urls import patterns as feedback
from reports.notice.urls import patterns as notice
from reports.proof.urls import patterns as proof
from reports.public.urls import patterns as public
from reports.reading.urls import patterns as reading
from reports.review.urls import patterns as review
from reports.text.urls import patterns as text
from reports.views import overview

app_name = "reports"
_overview = [
    path("", overview.home, name="home"),
    path("rounds/<int:round_id>/", overview.show, name="overview"),
    path("rounds/<int:round_id>/waiting/", overview.waiting, name="waiting"),
    path("rounds/<int:round_id>/reconciliation/", overview.reconciliation, name="reconciliation"),
]
urlpatterns = [*_overview, *comparing, *digests, *feedback, *notice, *proof, *public, *reading, *review, *text]
