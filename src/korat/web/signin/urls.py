"""Addresses of signing in, for inclusion in the shell's namespace `web`."""

from __future__ import annotations

from django.urls import path

from korat.web.signin import again, officials, passkeys, password, views
from korat.web.signin.line import views as line
from korat.web.signin.thaid import views as thaid

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.sign_in_code, name="sign_in_code"),
    path("sign-in/who/", views.who, name="who"),
    path("sign-in/name/", views.name, name="name"),
    path("sign-in/closed/", views.account_closed, name="account_closed"),
    path("sign-in/official/", officials.official, name="official"),
    path("sign-in/official/code/", officials.official_code, name="official_code"),
    path("sign-in/official/setup/", officials.official_setup, name="official_setup"),
    path("sign-in/again/", again.sign_in_again, name="sign_in_again"),
    path("sign-in/thaid/", thaid.start, name="thaid"),
    path("sign-in/thaid/back/", thaid.back, name="thaid_back"),
    path("sign-in/line/", line.start, name="line"),
    path("sign-in/line/back/", line.back, name="line_back"),
    path("sign-in/passkey/", passkeys.sign_in, name="passkey"),
    path("my/keys/", passkeys.keys, name="keys"),
    path("my/keys/new/", passkeys.add, name="key_new"),
    path("my/keys/password/", password.change, name="password"),
    path("my/keys/<int:id>/remove/", passkeys.remove, name="key_remove"),
    path("sign-out/", views.sign_out, name="sign_out"),
]
