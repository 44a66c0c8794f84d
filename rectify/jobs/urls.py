"""A job's page."""

app_name = "jobs"
urlpatterns: list[object] = []
