"""Signing in and out, and one's own password."""

from django.contrib.auth import views as auth
from django.urls import path

app_name = "accounts"
urlpatterns = [
    path("sign-in/", auth.LoginView.as_view(template_name="accounts/sign_in.html"), name="sign_in"),
    path("sign-out/", auth.LogoutView.as_view(), name="sign_out"),
    path("password/", auth.PasswordChangeView.as_view(template_name="accounts/password_change.html"), name="password_change"),
]
