"""Addresses of ratings at the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk.ratings import calls, follow, integrity, places, results

urlpatterns_ratings: list[URLPattern] = [
    path("y-kien-danh-gia/", results.page, name="ratings"),
    path("y-kien-danh-gia/chua-hai-long/", follow.listing, name="rating_follow_ups"),
    path("y-kien-danh-gia/chua-hai-long/<uuid:uid>/", follow.page, name="rating_follow_up"),
    path("y-kien-danh-gia/trung-thuc/", integrity.page, name="rating_integrity"),
    path("y-kien-danh-gia/ma-qr/", places.page, name="rating_places"),
    path("y-kien-danh-gia/ma-qr/<uuid:uid>.pdf", places.sheet, name="rating_poster"),
    path("y-kien-danh-gia/ma-qr/<uuid:uid>/thu-hoi/", places.take_down, name="rating_take_down"),
    path("y-kien-danh-gia/goi-dien/", calls.listing, name="rating_calls"),
    path("y-kien-danh-gia/goi-dien/<uuid:uid>/", calls.page, name="rating_call"),
]
