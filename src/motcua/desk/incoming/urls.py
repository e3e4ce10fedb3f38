"""Addresses of the page of unreadable messages."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import pages

urlpatterns_incoming: list[URLPattern] = [
    path("phan-anh/khong-doc-duoc/", pages.listed, name="incoming"),
    path("phan-anh/khong-doc-duoc/<uuid:uid>/", pages.one, name="incoming_one"),
    path("phan-anh/khong-doc-duoc/<uuid:uid>/ban-goc", pages.original, name="incoming_original"),
    path("phan-anh/khong-doc-duoc/<uuid:uid>/phan-anh/", pages.take, name="incoming_take"),
    path("phan-anh/khong-doc-duoc/<uuid:uid>/de-rieng/", pages.aside, name="incoming_aside"),
    path("phan-anh/khong-doc-duoc/<uuid:uid>/doc-lai/", pages.again, name="incoming_again"),
]
