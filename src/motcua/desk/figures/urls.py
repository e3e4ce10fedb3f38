"""Addresses of the pages of figures: one line for each family of pages."""

from __future__ import annotations

from django.urls import URLPattern

from motcua.desk.figures.urls_assessments import urlpatterns_assessments

urlpatterns_figures: list[URLPattern] = [
    *urlpatterns_assessments,
]
