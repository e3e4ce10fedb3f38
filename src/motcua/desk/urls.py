"""Addresses of the officials' pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk import (
    acts,
    batch,
    dossier_page,
    export,
    family_page,
    files,
    find,
    inbox,
    notices,
    reception,
    tracking_book,
)
from motcua.desk.account import urlpatterns_account
from motcua.desk.archiving.urls import urlpatterns_archiving
from motcua.desk.carrying.urls import urlpatterns_carrying
from motcua.desk.certifying.urls import urlpatterns_certifying
from motcua.desk.decisions.urls import urlpatterns_decisions
from motcua.desk.duty.urls import urlpatterns_duty
from motcua.desk.figures.urls import urlpatterns_figures
from motcua.desk.incoming.urls import urlpatterns_incoming
from motcua.desk.lateness.urls import urlpatterns_lateness
from motcua.desk.petitions.urls import urlpatterns_petitions
from motcua.desk.ratings.urls import urlpatterns_ratings
from motcua.desk.registers.urls import urlpatterns_registers
from motcua.desk.sign_in import urlpatterns_sign_in
from motcua.desk.surveys.urls import urlpatterns_surveys
from motcua.desk.units.urls import urlpatterns_units

app_name = "desk"

urlpatterns: list[URLPattern] = [
    *urlpatterns_sign_in,
    *urlpatterns_account,
    path("", inbox.inbox, name="inbox"),
    path("bo-loc/", inbox.save, name="save_filter"),
    path("bo-loc/<uuid:uid>/bo/", inbox.forget, name="forget_filter"),
    path("xuat/ho-so.<slug:kind>", export.export, name="export"),
    path("nhieu-ho-so/", batch.page, name="batch"),
    path("tim/", find.find, name="find"),
    path("thong-bao/", notices.notices, name="notices"),
    *urlpatterns_decisions,
    *urlpatterns_units,
    *urlpatterns_duty,
    *urlpatterns_lateness,
    *urlpatterns_figures,
    *urlpatterns_certifying,
    *urlpatterns_carrying,
    *urlpatterns_archiving,
    *urlpatterns_registers,
    *urlpatterns_incoming,
    *urlpatterns_petitions,
    *urlpatterns_surveys,
    *urlpatterns_ratings,
    path("so-theo-doi/", tracking_book.page, name="tracking_book"),
    path("so-theo-doi/so.<slug:kind>", tracking_book.file, name="tracking_book_file"),
    path("tiep-nhan/", reception.choose, name="reception"),
    path("tiep-nhan/<str:procedure>/", reception.receive, name="receive"),
    path("ho-so/<uuid:uid>/", dossier_page.page, name="dossier"),
    path("ho-so/<uuid:uid>/so-day-du/", dossier_page.numbers, name="numbers"),
    path("ho-so/<uuid:uid>/giao-lai-phan/", family_page.open_parts, name="open_parts"),
    path("ho-so/<uuid:uid>/tep/<uuid:document_uid>/", files.document, name="document"),
    path("ho-so/<uuid:uid>/phieu/<slug:number>.pdf", files.slip, name="slip"),
    path("ho-so/<uuid:uid>/<slug:action>/", acts.page, name="act"),
]
