"""Addresses of the page layer itself, one name for both faces."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.web import views
from motcua.web.maps import views as maps

app_name = "web"

urlpatterns: list[URLPattern] = [
    path("sign-out/", views.sign_out, name="sign_out"),
    path("ban-do/don-vi/<int:z>/<int:x>/<int:y>.mvt", maps.units, name="unit_tile"),
    path("ban-do/noi-nay", maps.here, name="place_of_point"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/<slug:name>/", views.sketch, name="sketch"),
]
