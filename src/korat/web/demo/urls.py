"""Addresses of the demonstration, for inclusion under `demo/` in the shell's namespace `web`."""

from __future__ import annotations

from django.urls import path

from korat.web.demo import views

urlpatterns = [
    path("persona", views.persona, name="persona"),
    path("outbox/", views.outbox, name="outbox"),
]
