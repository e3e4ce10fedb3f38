"""Addresses of making registers."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.studio.registers import head, overview, parts, publishing, rights, views

urlpatterns_registers: list[URLPattern] = [
    path("so/", overview.registers, name="registers"),
    path("so/moi/", head.new, name="register_new"),
    path("so/<slug:key>/", overview.register, name="register"),
    path("so/<slug:key>/chung/", head.edit, name="register_head"),
    path("so/<slug:key>/quyen/", rights.rights, name="register_rights"),
    path("so/<slug:key>/danh-sach/<slug:view>/", views.list_view, name="register_list"),
    path("so/<slug:key>/bao-cao/<slug:report>/", views.report, name="register_report"),
    path("so/<slug:key>/bo/<slug:what>/<slug:name>/", views.remove, name="register_remove"),
    path("so/<slug:key>/bieu-mau/", parts.form, name="register_form"),
    path("so/<slug:key>/quy-trinh/", parts.process, name="register_process"),
    path("so/<slug:key>/phat-hanh/", publishing.publish, name="register_publish"),
    path("so/<slug:key>/khoa-mo/", publishing.turn, name="register_turn"),
]
