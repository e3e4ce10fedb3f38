"""Addresses of the archive."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk.archiving import pages

urlpatterns_archiving: list[URLPattern] = [
    path("luu-tru/", pages.shelf, name="archive"),
    path("luu-tru/thoi-han/", pages.rules, name="archive_rules"),
    path("luu-tru/dong-goi/", pages.start, name="archive_pack"),
    path("luu-tru/goi/<uuid:uid>.zip", pages.package, name="archive_package"),
]
