"""Addresses of ratings."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.portal.ratings import public, rate, tablet

urlpatterns_ratings: list[URLPattern] = [
    path("danh-gia/", public.page, name="rating_results"),
    path("danh-gia/cam-on/", rate.thanks, name="rating_thanks"),
    path("danh-gia/may-tinh-bang/<slug:code>/", tablet.page, name="rating_tablet"),
    path("danh-gia/may-tinh-bang/<slug:code>/ghep/<slug:word>/", tablet.pair, name="rating_tablet_pair"),
    path("danh-gia/<str:token>/", rate.page, name="rate"),
]
