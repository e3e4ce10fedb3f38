"""Addresses of the proof of a figure. They take any name, so they come last."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk.figures import proof

urlpatterns_proof: list[URLPattern] = [
    path("figures/<slug:indicator>", proof.page, name="figure"),
    path("figures/<slug:indicator>/dossiers", proof.listed, name="figure_list"),
]
