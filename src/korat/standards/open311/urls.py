"""The addresses of GeoReport v2 below `/open311/`. The format stands at the end of each."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, re_path

from korat.standards.open311 import views
from korat.standards.open311.answer import answering

FORMAT = r"\.(?P<format>xml|json)$"
NOWHERE = answering(GET=views.nowhere, POST=views.nowhere)


def endpoint(start: str, *, test: bool) -> Iterator[URLPattern]:
    """The six methods of the standard, as they stand below one endpoint."""
    told = {"test": test}
    yield re_path(rf"^{start}/services{FORMAT}", answering(GET=views.services), told)
    yield re_path(rf"^{start}/services/(?P<code>[^/]+){FORMAT}", answering(GET=views.definition), told)
    yield re_path(rf"^{start}/requests{FORMAT}", answering(GET=views.requests, POST=views.file), told)
    yield re_path(rf"^{start}/requests/(?P<reference>[^/]+){FORMAT}", answering(GET=views.request), told)
    yield re_path(rf"^{start}/tokens/(?P<token>[^/]+){FORMAT}", answering(GET=views.token), told)


urlpatterns = [
    re_path(rf"^v2/discovery{FORMAT}", answering(GET=views.discovery)),
    *endpoint("v2/test", test=True),
    *endpoint("v2", test=False),
    re_path(rf"^v2/.*{FORMAT}", NOWHERE),
    re_path(r"^v2(?:/.*)?$", NOWHERE),
]
