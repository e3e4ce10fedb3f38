"""Addresses of reform reports."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk.figures import reform, reform_report

urlpatterns_reform: list[URLPattern] = [
    path("bao-cao-cai-cach/", reform.reports, name="reform_reports"),
    path("bao-cao-cai-cach/moi/", reform.new, name="reform_new"),
    path("bao-cao-cai-cach/mau/", reform.templates_page, name="reform_templates"),
    path("bao-cao-cai-cach/mau/<slug:outline>/<int:version>.docx", reform.template_file, name="reform_template_file"),
    path("bao-cao-cai-cach/<uuid:uid>/", reform_report.page, name="reform_report"),
    path("bao-cao-cai-cach/<uuid:uid>/viec/", reform_report.act, name="reform_act"),
    path("bao-cao-cai-cach/<uuid:uid>/xem/", reform_report.preview, name="reform_preview"),
    path("bao-cao-cai-cach/<uuid:uid>/bao-cao.docx", reform_report.paper, name="reform_docx"),
    path("bao-cao-cai-cach/<uuid:uid>/phan/<slug:key>/", reform_report.section, name="reform_section"),
]
