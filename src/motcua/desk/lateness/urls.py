"""Addresses of the warnings."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk.lateness import export, models_page, page, task

urlpatterns_lateness: list[URLPattern] = [
    path("nguy-co-tre-han/", page.page, name="lateness"),
    path("nguy-co-tre-han/xuat.<slug:kind>", export.export, name="lateness_export"),
    path("nguy-co-tre-han/mo-hinh/", models_page.page, name="lateness_models"),
    path("nguy-co-tre-han/giao/<uuid:uid>/", task.task, name="lateness_task"),
]
