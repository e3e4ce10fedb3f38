"""Addresses of what was issued."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk.figures import publications

urlpatterns_publications: list[URLPattern] = [
    path("so-lieu/an-pham/", publications.registry, name="figures_publications"),
    path("so-lieu/an-pham/<uuid:uid>/", publications.one, name="figures_publication"),
    path("so-lieu/an-pham/<uuid:uid>/tinh-lai/", publications.check, name="figures_publication_check"),
    path("so-lieu/an-pham/<uuid:uid>/thu-hoi/", publications.end, name="figures_publication_end"),
    path("so-lieu/an-pham/<uuid:uid>/noi-dung.json", publications.canonical, name="figures_publication_json"),
    path("so-lieu/an-pham/<uuid:uid>/tep/<uuid:file_uid>/", publications.file, name="figures_publication_file"),
    path("so-lieu/khong-khop/", publications.disagreements, name="figures_disagreements"),
]
