"""Below `/.well-known/korat/`."""

from __future__ import annotations

from django.urls import path

from korat.standards.rfc6962 import views

urlpatterns = [
    path("tree-head", views.tree_head),
    path("proof", views.proof),
    path("consistency", views.consistency),
    path("witness/add-checkpoint", views.add_checkpoint),
]
