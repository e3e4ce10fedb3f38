"""Addresses of registers."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk.registers import acting, listing, report, shelf, writing

urlpatterns_registers: list[URLPattern] = [
    path("so-nghiep-vu/", shelf.page, name="registers"),
    path("so-nghiep-vu/muc/<uuid:uid>/", acting.page, name="register_record"),
    path("so-nghiep-vu/muc/<uuid:uid>/buoc/", acting.step, name="register_step"),
    path("so-nghiep-vu/muc/<uuid:uid>/sua/", writing.mend, name="register_mend"),
    path("so-nghiep-vu/muc/<uuid:uid>/gach-bo/", acting.strike, name="register_strike"),
    path("so-nghiep-vu/<slug:key>/", listing.page, name="register"),
    path("so-nghiep-vu/<slug:key>/xuat.<slug:kind>", listing.export, name="register_export"),
    path("so-nghiep-vu/<slug:key>/ghi/", writing.new, name="register_new"),
    path("so-nghiep-vu/<slug:key>/bao-cao/<slug:report>/", report.page, name="register_report"),
]
