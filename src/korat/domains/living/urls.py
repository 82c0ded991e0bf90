"""Addresses of daily life in a town."""

from __future__ import annotations

from django.urls import path

from korat.domains.living import views

app_name = "living"
urlpatterns = [
    path("report/<slug:code>/", views.report, name="report"),
    path("sent/<str:reference>", views.sent, name="sent"),
]
