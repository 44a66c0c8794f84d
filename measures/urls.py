"""The ledger, issue and measure pages."""

from django.urls import URLPattern, URLResolver, path

from measures.views import ledger, steps

app_name = "measures"
_ROUND = "rounds/<int:round_id>"
_MEASURE = f"{_ROUND}/measures/<int:pk>"
urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{_ROUND}/ledger/", ledger.ledger, name="ledger"),
    path(f"{_MEASURE}/row/", ledger.measure_row, name="measure_row"),
    path(f"{_MEASURE}/steps/<slug:name>/", steps.measure_step, name="measure_step"),
]
