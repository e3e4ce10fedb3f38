"""Addresses of the people's face."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.portal import (
    apply_papers,
    apply_review,
    applying,
    assessments,
    boards,
    finding,
    form_schema,
    form_steps,
    home,
    my_dossiers,
    open_data,
    own_acts,
    procedure,
    proofs,
    static_pages,
    statistics,
    tracking,
)
from motcua.portal.petitions.urls import urlpatterns_petitions
from motcua.portal.ratings.urls import urlpatterns_ratings
from motcua.portal.sign_in import urlpatterns_sign_in
from motcua.portal.surveys.urls import urlpatterns_surveys

app_name = "portal"

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("thu-tuc/", finding.procedures, name="procedures"),
    path("thu-tuc/goi-y/", finding.suggestions, name="suggestions"),
    path("thu-tuc/<str:code>/", procedure.procedure, name="procedure"),
    path("nop-ho-so/<str:code>/", applying.begin, name="apply"),
    path("nop-ho-so/<str:code>/<uuid:draft>/", applying.resume, name="apply_draft"),
    path("nop-ho-so/<str:code>/<uuid:draft>/noi-lam/", applying.place, name="apply_place"),
    path("nop-ho-so/<str:code>/<uuid:draft>/muc/<slug:page>/", applying.page, name="apply_page"),
    path("nop-ho-so/<str:code>/<uuid:draft>/giay-to/", apply_papers.papers, name="apply_papers"),
    path("nop-ho-so/<str:code>/<uuid:draft>/bieu-mau-moi/", form_steps.confirm, name="apply_changed"),
    path("nop-ho-so/<str:code>/<uuid:draft>/xem-lai/", apply_review.review, name="apply_review"),
    path("nop-ho-so/<str:code>/<uuid:draft>/xoa/", applying.discard, name="apply_discard"),
    path("da-nop/<uuid:dossier>/", apply_review.sent, name="sent"),
    path("tra-cuu/", tracking.tracking, name="track"),
    path("ho-so/", tracking.old_address),
    path("ho-so/<str:secret>/", tracking.by_link, name="secret"),
    path("ho-so/<str:secret>/phieu/<str:number>/", tracking.slip_by_link, name="secret_slip"),
    path("ho-so/<str:secret>/bien-nhan.json", tracking.receipt_by_link, name="secret_receipt"),
    path("ho-so/<str:secret>/tep/<uuid:file>/", tracking.file_by_link, name="secret_file"),
    path("ho-so-cua-toi/", my_dossiers.my_dossiers, name="my_dossiers"),
    path("ho-so-cua-toi/<uuid:dossier>/", my_dossiers.own_dossier, name="own_dossier"),
    path("ho-so-cua-toi/<uuid:dossier>/phieu/<str:number>/", my_dossiers.own_slip, name="own_slip"),
    path("ho-so-cua-toi/<uuid:dossier>/bien-nhan.json", my_dossiers.own_receipt, name="own_receipt"),
    path("ho-so-cua-toi/<uuid:dossier>/tep/<uuid:file>/", my_dossiers.own_file, name="own_file"),
    path("ho-so-cua-toi/<uuid:dossier>/bo-sung/", own_acts.supplement, name="supplement"),
    path("ho-so-cua-toi/<uuid:dossier>/rut/", own_acts.withdraw, name="withdraw"),
    path("goc-xac-thuc/", proofs.roots, name="roots"),
    path("goc-xac-thuc/<int:year>.json", proofs.roots_of_year, name="roots_of_year"),
    path("goc-xac-thuc/khoa.json", proofs.keys, name="signing_keys"),
    path("kiem-chung/", proofs.check_page, name="check_receipt"),
    path("kiem-chung/verify_receipt.py", proofs.script, name="receipt_script"),
    path("chi-so-766/", boards.boards, name="boards"),
    path("chi-so-766/<slug:level>/<str:period>/", boards.board, name="board"),
    path("giup-do/", static_pages.help_page, name="help"),
    path("bao-ve-du-lieu-ca-nhan/", static_pages.privacy, name="privacy"),
    path("tiep-can/", static_pages.accessibility, name="accessibility"),
    path("du-lieu-mo/", open_data.open_data, name="open_data"),
    path("open-data/", open_data.other_address, name="open_data_other"),
    path("du-lieu-mo/form-v2.schema.json", form_schema.form_schema, name="form_schema"),
    path("du-lieu-mo/catalogue.jsonld", open_data.newest_catalogue, name="open_data_catalogue"),
    path("du-lieu-mo/<str:version>/<str:name>", open_data.open_data_file, name="open_data_file"),
    path("thong-ke/", statistics.statistics, name="statistics"),
    path("thong-ke/<uuid:uid>.json", statistics.document, name="statistics_edition"),
    path("thong-ke/<uuid:uid>/nguoi-nop/<slug:column>/<str:unit>/", statistics.persons, name="statistics_persons"),
    path("thong-ke/<uuid:uid>/<slug:indicator>/<str:unit>/", statistics.proof, name="statistics_proof"),
    path("ket-qua-danh-gia/", assessments.results, name="assessments"),
    path("ket-qua-danh-gia/<uuid:uid>/", assessments.result, name="assessment"),
    *urlpatterns_petitions,
    *urlpatterns_ratings,
    *urlpatterns_surveys,
    *urlpatterns_sign_in,
]
