"""Addresses of the demonstration, for inclusion in the shell's namespace `web`."""

from __future__ import annotations

from django.urls import path

from korat.web.demo import views

urlpatterns = [
    path("demo/persona", views.persona, name="persona"),
    path("demo/outbox/", views.outbox, name="outbox"),
]
