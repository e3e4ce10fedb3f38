"""Addresses of dry runs."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.studio.trials import asking, files, listing, needless, page, paper

urlpatterns_trials: list[URLPattern] = [
    path("chay-thu/", listing.trials, name="trials"),
    path("chay-thu/moi/", asking.new, name="trial_new"),
    path("chay-thu/giay-to-thua/", needless.page, name="needless"),
    path("chay-thu/giay-to-thua.csv", needless.sheet, name="needless_file"),
    path("chay-thu/<uuid:uid>/", page.page, name="trial"),
    path("chay-thu/<uuid:uid>/dung/", page.cancel, name="trial_cancel"),
    path("chay-thu/<uuid:uid>/ho-so/", page.dossiers, name="trial_dossiers"),
    path("chay-thu/<uuid:uid>/bao-cao.xlsx", files.workbook, name="trial_file"),
    path("chay-thu/<uuid:uid>/bao-cao.pdf", paper.paper, name="trial_paper"),
]
