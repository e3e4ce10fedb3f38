"""Addresses of the pages about units."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk.units import accounts, acts, changing, head, listing, sheet

urlpatterns_units: list[URLPattern] = [
    path("sap-xep/", listing.decisions, name="unit_decisions"),
    path("sap-xep/moi/", head.new, name="unit_decision_new"),
    path("sap-xep/tai-khoan/", accounts.accounts, name="unit_accounts"),
    path("sap-xep/tai-khoan/<str:code>/", accounts.account, name="unit_account"),
    path("sap-xep/<uuid:uid>/", listing.page, name="unit_decision"),
    path("sap-xep/<uuid:uid>/sua/", head.edit, name="unit_decision_edit"),
    path("sap-xep/<uuid:uid>/thay-doi/<slug:kind>/", changing.add, name="unit_change_add"),
    path("sap-xep/<uuid:uid>/bo-thay-doi/<int:ordinal>/", changing.remove, name="unit_change_remove"),
    path("sap-xep/<uuid:uid>/viec/<slug:slug>/", acts.act, name="unit_decision_act"),
    path("sap-xep/<uuid:uid>/doi-chieu/", sheet.sheet, name="unit_sheet"),
    path("sap-xep/<uuid:uid>/doi-chieu.csv", sheet.sheet_file, name="unit_sheet_file"),
]
