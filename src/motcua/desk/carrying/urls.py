"""Addresses of hand-over records."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk.carrying import pages

urlpatterns_carrying: list[URLPattern] = [
    path("giao-nhan/", pages.parcels, name="parcels"),
    path("giao-nhan/lap/<slug:way>/", pages.make, name="parcel_make"),
    path("giao-nhan/<uuid:uid>/", pages.parcel, name="parcel"),
    path("giao-nhan/<uuid:uid>/bien-ban.pdf", pages.sheet, name="parcel_sheet"),
]
