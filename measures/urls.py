"""The ledger, issue and measure pages."""

from django.urls import URLPattern, URLResolver, path

from measures.deciding import views as deciding
from measures.views import bulk, closure, edit, issue, ledger, measure, proof, steps

app_name = "measures"
_ROUND = "rounds/<int:round_id>"
_MEASURE = f"{_ROUND}/measures/<int:pk>"
_ISSUE = f"{_ROUND}/issues/<int:pk>"
_EVIDENCE = f"{_ROUND}/evidence/<int:pk>"
urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{_ROUND}/ledger/", ledger.ledger, name="ledger"),
    path(f"{_ROUND}/ledger/bulk/result/", bulk.bulk_result, name="bulk_result"),
    path(f"{_ROUND}/ledger/bulk/<slug:what>/", bulk.bulk, name="bulk"),
    path(f"{_ROUND}/deciding/", deciding.deciding, name="deciding"),
    path(f"{_ROUND}/deciding/result/", deciding.deciding_result, name="deciding_result"),
    path(f"{_MEASURE}/", measure.measure, name="measure"),
    path(f"{_MEASURE}/row/", ledger.measure_row, name="measure_row"),
    path(f"{_MEASURE}/steps/<slug:step_name>/", steps.measure_step, name="measure_step"),
    path(f"{_MEASURE}/plan/", edit.measure_plan, name="measure_plan"),
    path(f"{_MEASURE}/outcome/", edit.measure_outcome, name="measure_outcome"),
    path(f"{_MEASURE}/public/", edit.measure_public, name="measure_public"),
    path(f"{_MEASURE}/verifier/", edit.measure_verifier, name="measure_verifier"),
    path(f"{_MEASURE}/evidence/add/", proof.evidence_add, name="evidence_add"),
    path(f"{_MEASURE}/notes/add/", proof.note_add, name="note_add"),
    path(f"{_EVIDENCE}/", proof.evidence_download, name="evidence_download"),
    path(f"{_EVIDENCE}/preview/", proof.evidence_preview, name="evidence_preview"),
    path(f"{_EVIDENCE}/withdraw/", proof.evidence_withdraw, name="evidence_withdraw"),
    path(f"{_ISSUE}/", issue.issue, name="issue"),
    path(f"{_ROUND}/closures/", closure.closures, name="closures"),
    path(f"{_ROUND}/look-backs/<int:pk>/", closure.look_back, name="look_back"),
    path(f"{_ISSUE}/way/", closure.way, name="way"),
    path(f"{_ISSUE}/closure/<slug:step_name>/", closure.closure_step, name="closure_step"),
    path(f"{_ISSUE}/opinion/", closure.opinion, name="closure_opinion"),
    path(f"{_ISSUE}/look-backs/new/", closure.look_back_plan, name="look_back_plan"),
    path(f"{_ISSUE}/propose/", issue.issue_propose, name="issue_propose"),
    path(f"{_ISSUE}/approve/", issue.issue_approve, name="issue_approve"),
    path(f"{_ISSUE}/measures/new/", edit.measure_create, name="measure_create"),
]
