"""Addresses of the form builder."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns_forms: list[URLPattern] = []
