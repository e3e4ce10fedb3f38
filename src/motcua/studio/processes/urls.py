"""Addresses of the process editor."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns_processes: list[URLPattern] = []
