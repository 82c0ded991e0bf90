"""Addresses of the shell."""

from __future__ import annotations

from django.urls import path, re_path

from korat.web.booking.urls import urlpatterns as of_booking
from korat.web.demo.urls import urlpatterns as of_demo
from korat.web.genuine import views as genuine
from korat.web.signin.urls import urlpatterns as of_signin
from korat.web.views import (
    cases,
    counter,
    desk,
    failures,
    figures,
    grants,
    held,
    home,
    keys,
    my,
    papers,
    posts,
    sessions,
    shell,
    verify,
)

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("services/", home.search, name="search"),
    path("services/<slug:code>/", home.service, name="service"),
    path("my/", my.my, name="my"),
    path("my/looks/", my.who_looked, name="looks"),
    path("my/sessions/", sessions.sessions, name="sessions"),
    path("my/sessions/end/", sessions.end, name="sessions_end"),
    path("my/looks/<uuid:uuid>/dispute", my.dispute, name="dispute"),
    path("my/grants/", grants.grants, name="grants"),
    path("my/grants/code/", grants.code, name="grant_code"),
    path("my/grants/give/", grants.give, name="grant_give"),
    path("my/grants/<uuid:uuid>/end/", grants.end, name="grant_end"),
    path("my/export/", held.export, name="export"),
    path("my/export.json", held.export_json, name="export_json"),
    path("my/erase/", held.erase, name="erase"),
    path("my/messages/", my.inbox, name="inbox"),
    path("desk/", desk.desk, name="desk"),
    path("desk/keys/", keys.keys, name="program_keys"),
    path("desk/keys/<int:id>/end/", keys.end, name="program_key_end"),
    path("desk/posts/", posts.posts, name="posts"),
    path("desk/posts/<str:code>/", posts.post, name="post"),
    path("desk/posts/<str:code>/<int:term>/end/", posts.end, name="post_end"),
    path("desk/failures/", failures.failures, name="failures"),
    path("desk/failures/<uuid:failure>/", failures.try_again, name="failure_retry"),
    path("desk/is-it-from-us/", genuine.watch, name="genuine_board"),
    path("desk/mandate/", counter.mandate, name="counter_mandate"),
    path("desk/emergency/", counter.emergency, name="emergency"),
    path("desk/emergency/<uuid:uuid>/", counter.record, name="emergency_record"),
    path("is-it-from-us/", genuine.ask, name="genuine"),
    path("is-it-from-us/tell/", genuine.tell, name="genuine_tell"),
    path("c/<str:reference>", cases.case, name="case"),
    path("c/<str:reference>/move", cases.move, name="move"),
    path("c/<str:reference>/confirmation", papers.confirmation, name="paper_confirmation"),
    path("c/<str:reference>/confirmation/office", papers.issued, name="paper_issued"),
    path("c/<str:reference>/slip", papers.slip, name="paper_slip"),
    path("my/looks/paper", papers.looks, name="paper_looks"),
    path("d/<uuid:uuid>", papers.document, name="document"),
    path("d/<uuid:uuid>/paper.pdf", papers.file, name="paper_file"),
    path("d/<uuid:uuid>/revoke", papers.revoke, name="paper_revoke"),
    path("verify/", verify.verify, name="verify"),
    path("verify/offline", verify.offline, name="verify_offline"),
    path("verify/offline.js", verify.offline_worker, name="verify_worker"),
    path("verify/offline.webmanifest", verify.offline_manifest, name="verify_manifest"),
    # In capitals as the QR says it: a QR holds capitals in less room.
    re_path("^(?:verify|VERIFY)/(?P<text>[A-Za-z2-7]{40,640})$", verify.scanned, name="verify_scanned"),
    path("follow/", cases.follow, name="follow"),
    path("reports/", cases.faces, name="faces"),
    path("reports.geojson", cases.faces_geojson, name="faces_geojson"),
    path("figures/", figures.figures, name="figures"),
    path("sources/", shell.sources, name="sources"),
    path("elder/", shell.elder, name="elder"),
    path("outline.geojson", shell.outline_geojson, name="outline_geojson"),
    path("districts.geojson", shell.districts_geojson, name="districts_geojson"),
    *of_booking,
    *of_signin,
    *of_demo,
]
