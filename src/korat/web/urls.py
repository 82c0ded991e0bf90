"""Addresses of the shell."""

from __future__ import annotations

from django.urls import path

from korat.web.demo.urls import urlpatterns as of_demo
from korat.web.signin.urls import urlpatterns as of_signin
from korat.web.views import cases, desk, figures, home, my, sessions, shell

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("services/", home.search, name="search"),
    path("services/<slug:code>/", home.service, name="service"),
    path("my/", my.my, name="my"),
    path("my/looks/", my.who_looked, name="looks"),
    path("my/sessions/", sessions.sessions, name="sessions"),
    path("my/sessions/end/", sessions.end, name="sessions_end"),
    path("my/messages/", my.inbox, name="inbox"),
    path("desk/", desk.desk, name="desk"),
    path("c/<str:reference>", cases.case, name="case"),
    path("c/<str:reference>/move", cases.move, name="move"),
    path("d/<uuid:uuid>", cases.document, name="document"),
    path("follow/", cases.follow, name="follow"),
    path("reports/", cases.faces, name="faces"),
    path("reports.geojson", cases.faces_geojson, name="faces_geojson"),
    path("figures/", figures.figures, name="figures"),
    path("sources/", shell.sources, name="sources"),
    path("elder/", shell.elder, name="elder"),
    path("outline.geojson", shell.outline_geojson, name="outline_geojson"),
    path("districts.geojson", shell.districts_geojson, name="districts_geojson"),
    *of_signin,
    *of_demo,
]
