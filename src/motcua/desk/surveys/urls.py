"""Addresses of surveys at the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk.surveys import interviewing, planning, shelf, wave

urlpatterns_surveys: list[URLPattern] = [
    path("khao-sat/", shelf.page, name="surveys"),
    path("khao-sat/lap/", planning.page, name="survey_plan"),
    path("khao-sat/phong-van/", interviewing.page, name="survey_interviews"),
    path("khao-sat/phong-van/goi.json", interviewing.package_file, name="survey_package"),
    path("khao-sat/phong-van/dong-bo/", interviewing.sync_lines, name="survey_sync"),
    path("khao-sat/phong-van/<uuid:case>/", interviewing.entry, name="survey_entry"),
    path("khao-sat/<uuid:uid>/", wave.page, name="survey_wave"),
    path("khao-sat/<uuid:uid>/lam/", wave.act, name="survey_act"),
    path("khao-sat/<uuid:uid>/giao/", interviewing.hand_out_cases, name="survey_hand_out"),
]
