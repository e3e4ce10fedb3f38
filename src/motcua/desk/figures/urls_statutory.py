"""Addresses of statutory reports."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk.figures import statutory, statutory_batch, statutory_level, statutory_report, statutory_set

urlpatterns_statutory: list[URLPattern] = [
    path("bao-cao-thong-ke/", statutory.page, name="statutory"),
    path("bao-cao-thong-ke/moi/", statutory.new, name="statutory_new"),
    path("bao-cao-thong-ke/tong-hop/", statutory_level.page, name="statutory_level"),
    path("bao-cao-thong-ke/han-nop/", statutory_set.page, name="statutory_deadlines"),
    path("bao-cao-thong-ke/ca-ky/", statutory_batch.new, name="statutory_batch_new"),
    path("bao-cao-thong-ke/ca-ky/<uuid:uid>/", statutory_batch.page, name="statutory_batch"),
    path("bao-cao-thong-ke/<uuid:uid>/", statutory_report.page, name="statutory_report"),
    path("bao-cao-thong-ke/<uuid:uid>/ky-truoc/", statutory_report.carried, name="statutory_carried"),
    path("bao-cao-thong-ke/<uuid:uid>/<int:number>/o/", statutory_report.cell, name="statutory_cell"),
    path("bao-cao-thong-ke/<uuid:uid>/<int:number>/tep/<slug:kind>/", statutory_report.file, name="statutory_file"),
]
