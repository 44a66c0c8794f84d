"""The composition root: where every app's pages hang. Imported by nobody."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Tell a supervisor that the server answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


handler400 = "rectify.http.bad_request"
handler404 = "reports.public.doors.not_found"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("rectify.accounts.urls")),
    path("jobs/", include("rectify.jobs.urls")),
    path("", include("issues.urls")),
    path("", include("measures.urls")),
    path("", include("reports.urls")),
]
