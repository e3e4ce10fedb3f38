"""Addresses of dry runs."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns_trials: list[URLPattern] = []
