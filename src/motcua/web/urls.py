"""Addresses of the page layer itself, one name for both faces."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.web import views

app_name = "web"

urlpatterns: list[URLPattern] = [
    path("sign-out/", views.sign_out, name="sign_out"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/<slug:name>/", views.sketch, name="sketch"),
]
