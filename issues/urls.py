"""Pages of rounds and their parts, and the administrator's pages."""

from django.urls import URLPattern, URLResolver

app_name = "issues"
urlpatterns: list[URLPattern | URLResolver] = []
