"""Addresses of reported figures."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk.figures import collection, collection_asking, collection_import, collection_sheet

urlpatterns_collection: list[URLPattern] = [
    path("bao-cao/", collection.page, name="collection"),
    path("bao-cao/phieu/<uuid:uid>/", collection_sheet.page, name="collection_sheet"),
    path("bao-cao/phieu/<uuid:uid>/tep/<uuid:file>/", collection_sheet.proof, name="collection_evidence"),
    path("bao-cao/so-lieu/<uuid:uid>/", collection.value, name="reported_value"),
    path("bao-cao/nhap/", collection_import.page, name="collection_imports"),
    path("bao-cao/nhap/<uuid:uid>/", collection_import.one, name="collection_import"),
    path("bao-cao/chi-tieu/", collection_asking.targets_page, name="collection_targets"),
    path("bao-cao/chi-tieu/giao/", collection_asking.target_new, name="collection_target_new"),
    path("bao-cao/yeu-cau/", collection_asking.requests_page, name="collection_requests"),
    path("bao-cao/yeu-cau/dang-ky/", collection_asking.request_new, name="collection_request_new"),
    path("bao-cao/yeu-cau/<uuid:uid>/", collection_asking.request_one, name="collection_request"),
]
