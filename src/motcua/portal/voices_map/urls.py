"""Addresses of what everyone sees of petitions, under ``/phan-anh/``. The citizens' form has its own list before it."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.portal.voices_map import data, embed, feeds, listing, one, tiles, unit_pages

app_name = "voices"

urlpatterns: list[URLPattern] = [
    path("", listing.voices, name="list"),
    path("tiles/<int:z>/<int:x>/<int:y>.mvt", tiles.tile, name="tile"),
    path("nhung/", embed.embed, name="embed"),
    path("tin.atom", feeds.feed, name="feed"),
    path("ngay-nghi.ics", feeds.days_off, name="days_off"),
    path("du-lieu.csv", data.as_csv, name="csv"),
    path("du-lieu.json", data.as_json, name="json"),
    path("don-vi/", unit_pages.units, name="units"),
    path("don-vi/<str:code>/", unit_pages.unit, name="unit"),
    path("<str:receipt_no>/", one.one, name="one"),
    path("<str:receipt_no>/anh/<int:place>/", one.photo, name="photo"),
    path("<str:receipt_no>/cung-gap/", one.same_for_me, name="same_for_me"),
]
