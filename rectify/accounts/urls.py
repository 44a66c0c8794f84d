"""Signing in and out, and one's own password."""

from django.urls import path

from rectify.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", views.SignOut.as_view(), name="sign_out"),
    path("password/", views.password_change, name="password_change"),
]
