"""Addresses of the pages of figures: one line for each family of pages."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns_figures: list[URLPattern] = []
