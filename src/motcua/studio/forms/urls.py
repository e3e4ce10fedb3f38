"""Addresses of the form builder."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.studio.forms import acting, builder, deciding, differing, exchanging, listing, preview, trying

urlpatterns_forms: list[URLPattern] = [
    path("bieu-mau/", listing.forms, name="forms"),
    path("bieu-mau/moi/", listing.new, name="form_new"),
    path("bieu-mau/<uuid:uid>/", builder.builder, name="form"),
    path("bieu-mau/<uuid:uid>/luu/", acting.save, name="form_save"),
    path("bieu-mau/<uuid:uid>/viec/", acting.act, name="form_act"),
    path("bieu-mau/<uuid:uid>/xem-thu/", preview.preview, name="form_preview"),
    path("bieu-mau/<uuid:uid>/dien-thu/", trying.try_out, name="form_try"),
    path("bieu-mau/<uuid:uid>/tep/", exchanging.exchange, name="form_exchange"),
    path("bieu-mau/<uuid:uid>/tep/<slug:kind>.json", exchanging.download, name="form_download"),
    path("bieu-mau/<uuid:uid>/khac-nhau/<uuid:aside>/", differing.differs, name="form_differs"),
    path("bieu-mau/<uuid:uid>/so-sanh/", differing.compare, name="form_compare"),
    path("bieu-mau/<uuid:uid>/cac-lan-luu/", differing.history, name="form_history"),
    path("bieu-mau/<uuid:uid>/quyet-dinh/", deciding.decide, name="form_decide"),
]
