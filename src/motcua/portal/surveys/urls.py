"""Addresses of surveys for everybody."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.portal.surveys import answering, results

urlpatterns_surveys: list[URLPattern] = [
    path("khao-sat/", results.listing, name="surveys"),
    path("khao-sat/ket-qua/<uuid:uid>/", results.figures, name="survey_figures"),
    path("khao-sat/<str:key>/", answering.answer, name="survey"),
]
