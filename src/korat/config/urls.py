"""Addresses. Thai stands at the root, English under /en/; interfaces for programs have no language."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from korat.config.health import healthz
from korat.domains.living import offers as living
from korat.web import offers
from korat.web.channels import webhooks
from korat.web.genuine import papers, seals
from korat.web.views import verify

offers.collect([living])
papers.readers.append(seals.read)

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path(".well-known/korat/keys", verify.keys),
    path(".well-known/korat/revocations", verify.revocations),
    path(".well-known/korat/", include("korat.standards.rfc6962.urls")),
    path("channels/line", webhooks.line),
    path("channels/sms", webhooks.sms),
    path("open311/", include("korat.standards.open311.urls")),
    *i18n_patterns(
        path("", include("korat.domains.living.urls")),
        path("", include("korat.web.urls")),
        prefix_default_language=False,
    ),
]
handler400 = "korat.web.middleware.words.bad_request"
handler403 = "korat.web.middleware.words.forbidden"
handler404 = "korat.web.middleware.words.not_found"
handler500 = "korat.web.middleware.words.server_error"
