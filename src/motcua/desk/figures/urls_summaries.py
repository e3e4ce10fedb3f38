"""Addresses of pages of summaries: units, procedures, comparison, load, and the three cuts."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk.figures import (
    compare_page,
    cuts,
    cuts_baseline,
    cuts_proof,
    cuts_sheet,
    person_page,
    procedure_page,
    summary_lists,
    unit_page,
)

urlpatterns_summaries: list[URLPattern] = [
    path("ba-cat-giam/", cuts.page, name="cuts"),
    path("ba-cat-giam/bang.xlsx", cuts_sheet.export, name="cuts_export"),
    path("ba-cat-giam/cach-tinh/", cuts_proof.line, name="cuts_line"),
    path("ba-cat-giam/moc-so-sanh/", cuts_baseline.page, name="cuts_baseline"),
    path("ba-cat-giam/moc-so-sanh/nhap/", cuts_baseline.load, name="cuts_baseline_load"),
    path("ba-cat-giam/moc-so-sanh/mau.csv", cuts_baseline.sample, name="cuts_baseline_sample"),
    path("ba-cat-giam/danh-sach/", cuts_proof.listed, name="cuts_list"),
    path("don-vi-so-lieu/<str:code>/", unit_page.page, name="figures_unit"),
    path("thu-tuc-so-lieu/<str:code>/", procedure_page.page, name="figures_procedure"),
    path("khoi-luong/", person_page.page, name="figures_person"),
    path("khoi-luong/danh-sach/", person_page.listed, name="figures_person_list"),
    path("so-sanh/", compare_page.page, name="figures_compare"),
    path("so-lieu-danh-sach/<slug:kind>/", summary_lists.listed, name="summary_list"),
    path("so-lieu-tinh/", summary_lists.work_out, name="summary_work_out"),
]
