"""Addresses of daily life in a town."""

from __future__ import annotations

from django.urls import path

from korat.domains.living import costs, counter, views
from korat.domains.living.assets import lists
from korat.domains.living.assets import views as assets

app_name = "living"
urlpatterns = [
    path("report/<slug:code>/", views.report, name="report"),
    path("desk/counter/<slug:code>/", counter.counter, name="counter"),
    path("desk/counter/sent/<str:reference>", counter.sent, name="counter_sent"),
    path("desk/counter/slip/<str:reference>", counter.slip, name="counter_slip"),
    path("desk/costs/", costs.costs, name="costs"),
    path("desk/assets/", assets.listed, name="assets"),
    path("desk/assets/all.csv", assets.export, name="assets_export"),
    path("desk/assets/ending/", assets.ending, name="assets_ending"),
    path("desk/assets/lists/", lists.send, name="asset_lists"),
    path("desk/assets/lists/<uuid:uuid>/", lists.progress, name="asset_list"),
    path("desk/assets/lists/<uuid:uuid>/new/", lists.behind, {"what": "added"}, name="asset_list_added"),
    path("desk/assets/lists/<uuid:uuid>/changed/", lists.behind, {"what": "changed"}, name="asset_list_changed"),
    path("desk/assets/work/<uuid:task>/", assets.cost, name="asset_cost"),
    path("desk/assets/<path:number>/", assets.asset, name="asset"),
    path("a/<path:number>", assets.public, name="asset_public"),
    path("sent/<str:reference>", views.sent, name="sent"),
]
