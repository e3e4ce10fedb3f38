"""Addresses of genuine online."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import genuine

urlpatterns_genuine: list[URLPattern] = [
    path("so-lieu/tu-nop-truc-tuyen/", genuine.page, name="genuine"),
    path("so-lieu/tu-nop-truc-tuyen/<uuid:uid>/", genuine.dossier, name="genuine_dossier"),
]
