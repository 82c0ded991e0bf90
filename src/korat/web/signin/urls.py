"""Addresses of signing in, for inclusion in the shell's namespace `web`."""

from __future__ import annotations

from django.urls import path

from korat.web.signin import again, officials, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.sign_in_code, name="sign_in_code"),
    path("sign-in/who/", views.who, name="who"),
    path("sign-in/name/", views.name, name="name"),
    path("sign-in/closed/", views.account_closed, name="account_closed"),
    path("sign-in/again/", again.again, name="again"),
    path("sign-in/official/", officials.official, name="official"),
    path("sign-in/official/code/", officials.official_code, name="official_code"),
    path("sign-in/official/setup/", officials.official_setup, name="official_setup"),
    path("sign-out/", views.sign_out, name="sign_out"),
]
