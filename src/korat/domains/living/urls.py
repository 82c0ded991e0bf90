"""Addresses of daily life in a town."""

from __future__ import annotations

from django.urls import path

from korat.domains.living import counter, views

app_name = "living"
urlpatterns = [
    path("report/<slug:code>/", views.report, name="report"),
    path("desk/counter/<slug:code>/", counter.counter, name="counter"),
    path("desk/counter/sent/<str:reference>", counter.sent, name="counter_sent"),
    path("sent/<str:reference>", views.sent, name="sent"),
]
