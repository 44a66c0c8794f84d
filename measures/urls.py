"""The ledger, issue and measure pages."""

from django.urls import URLPattern, URLResolver, path

from measures.clearing import views as clearing
from measures.deciding import views as deciding
from measures.views import bulk, closure, edit, extension, issue, ledger, measure, paper, proof, register, remarks, steps

app_name = "measures"
_ROUND = "rounds/<int:round_id>"
_MEASURE = f"{_ROUND}/measures/<int:pk>"
_ISSUE = f"{_ROUND}/issues/<int:pk>"
_EVIDENCE = f"{_ROUND}/evidence/<int:pk>"
_REMARK = f"{_ROUND}/remarks/<int:number>"
_PAPER = f"{_ROUND}/register/<int:pk>"
urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{_ROUND}/ledger/", ledger.ledger, name="ledger"),
    path(f"{_ROUND}/ledger/bulk/result/", bulk.bulk_result, name="bulk_result"),
    path(f"{_ROUND}/ledger/bulk/<slug:what>/", bulk.bulk, name="bulk"),
    path(f"{_ROUND}/deciding/", deciding.deciding, name="deciding"),
    path(f"{_ROUND}/deciding/result/", deciding.deciding_result, name="deciding_result"),
    path(f"{_ROUND}/papers/<slug:key>/<int:pk>/", paper.paper_record, name="paper_record"),
    path(f"{_ROUND}/papers/<int:pk>/confirm/", paper.paper_confirm, name="paper_confirm"),
    path(f"{_ROUND}/papers/<int:pk>/withdraw/", paper.paper_withdraw, name="paper_withdraw"),
    path(f"{_ROUND}/papers/<int:pk>/scan/", paper.paper_scan, name="paper_scan"),
    path(f"{_ROUND}/extensions/", extension.extensions, name="extensions"),
    path(f"{_ROUND}/extensions/<int:pk>/<slug:step_name>/", extension.extension_step, name="extension_step"),
    path(f"{_MEASURE}/extension/", extension.extension_ask, name="extension_ask"),
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
    path(f"{_ROUND}/clearings/", clearing.clearings, name="clearings"),
    path(f"{_ROUND}/clearings/ask/<slug:slug>/<int:pk>/", clearing.clearing_ask, name="clearing_ask"),
    path(f"{_ROUND}/clearings/<int:pk>/", clearing.clearing, name="clearing"),
    path(f"{_ROUND}/clearings/<int:pk>/file/", clearing.clearing_file, name="clearing_file"),
    path(f"{_ROUND}/clearings/<int:pk>/<slug:step_name>/", clearing.clearing_step, name="clearing_step"),
    path(f"{_ISSUE}/", issue.issue, name="issue"),
    path(f"{_ROUND}/closures/", closure.closures, name="closures"),
    path(f"{_ROUND}/look-backs/<int:pk>/", closure.look_back, name="look_back"),
    path(f"{_ISSUE}/way/", closure.way, name="way"),
    path(f"{_ISSUE}/closure/<slug:step_name>/", closure.closure_step, name="closure_step"),
    path(f"{_ISSUE}/opinion/", closure.opinion, name="closure_opinion"),
    path(f"{_ISSUE}/look-backs/new/", closure.look_back_plan, name="look_back_plan"),
    path(f"{_ISSUE}/propose/", issue.issue_propose, name="issue_propose"),
    path(f"{_ISSUE}/approve/", issue.issue_approve, name="issue_approve"),
    path(f"{_ROUND}/remarks/", remarks.remarks, name="remarks"),
    path(f"{_REMARK}/", remarks.remark, name="remark"),
    path(f"{_REMARK}/steps/<slug:step_name>/", remarks.remark_step, name="remark_step"),
    path(f"{_REMARK}/files/<int:pk>/", remarks.remark_file, name="remark_file"),
    path(f"{_ISSUE}/remark/", remarks.remark_issue, name="remark_issue"),
    path(f"{_MEASURE}/remark/", remarks.remark_measure, name="remark_measure"),
    path(f"{_EVIDENCE}/remark/", remarks.remark_evidence, name="remark_evidence"),
    path(f"{_ROUND}/register/", register.register, name="register"),
    path(f"{_ROUND}/register/new/", register.register_new, name="register_new"),
    path(f"{_PAPER}/", register.register_item, name="register_item"),
    path(f"{_PAPER}/edit/", register.register_edit, name="register_edit"),
    path(f"{_PAPER}/steps/<slug:step_name>/", register.register_step, name="register_step"),
    path(f"{_PAPER}/files/<int:file_pk>/", register.register_file, name="register_file"),
    path(f"{_ISSUE}/measures/new/", edit.measure_create, name="measure_create"),
]
