"""All addresses. Each front end brings its own list; pages exist in both languages (``/`` and ``/en/``)."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from motcua.api.urls import urlpatterns as api_urls
from motcua.core import health
from motcua.web.access import program

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", program(health.live), name="health_live"),
    path("health/ready", program(health.ready), name="health_ready"),
    *api_urls,
    path("metrics", program(health.metrics_page), name="metrics"),
]

urlpatterns += i18n_patterns(
    path("", include("motcua.web.urls")),
    path("", include("motcua.portal.urls")),
    path("phan-anh/", include("motcua.portal.voices_map.urls")),
    path("desk/", include("motcua.desk.urls")),
    path("studio/", include("motcua.studio.urls")),
    prefix_default_language=False,
)

handler400 = "motcua.web.problems.bad_request"
handler403 = "motcua.web.problems.permission_denied"
handler404 = "motcua.web.problems.page_not_found"
handler500 = "motcua.web.problems.server_error"
