"""Addresses of the registry's pages: the board, the postings, the decisions."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk import postings, registry
from motcua.desk.decisions import acts, adding, comparing, editing, head, items, listing, page, uploads

urlpatterns_decisions: list[URLPattern] = [
    path("thu-tuc/", registry.board, name="registry"),
    path("thu-tuc/con-thieu/<slug:stage>/", registry.gaps, name="registry_gaps"),
    path("niem-yet/", postings.postings, name="postings"),
    path("niem-yet/<str:centre>/to.pdf", postings.sheet, name="posting_sheet"),
    path("niem-yet/<str:centre>/", postings.post, name="posting"),
    path("quyet-dinh/", listing.decisions, name="decisions"),
    path("quyet-dinh/moi/", head.new, name="decision_new"),
    path("quyet-dinh/<uuid:uid>/", page.page, name="decision"),
    path("quyet-dinh/<uuid:uid>/sua/", head.edit, name="decision_edit"),
    path("quyet-dinh/<uuid:uid>/them-muc/", adding.choose, name="decision_add"),
    path("quyet-dinh/<uuid:uid>/them-muc/<str:kind>/", adding.add, name="decision_add_item"),
    path("quyet-dinh/<uuid:uid>/nap-tep/", uploads.lines, name="decision_lines"),
    path("quyet-dinh/<uuid:uid>/dang-csdl-quoc-gia/", head.national, name="decision_national"),
    path("quyet-dinh/<uuid:uid>/muc/<int:ordinal>/", items.item, name="decision_item"),
    path("quyet-dinh/<uuid:uid>/muc/<int:ordinal>/<slug:slug>/", editing.part, name="decision_item_part"),
    path("quyet-dinh/<uuid:uid>/truoc-sau/", comparing.sheet, name="decision_compared"),
    path("quyet-dinh/<uuid:uid>/truoc-sau.csv", comparing.sheet_file, name="decision_compared_file"),
    path("quyet-dinh/<uuid:uid>/viec/<slug:slug>/", acts.act, name="decision_act"),
]
