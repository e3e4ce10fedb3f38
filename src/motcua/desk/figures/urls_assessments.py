"""Addresses of rounds of assessment."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk.figures import (
    assessments,
    assessments_acts,
    assessments_criterion,
    assessments_ranking,
    assessments_round,
    assessments_sheet,
    assessments_surveys,
)

urlpatterns_assessments: list[URLPattern] = [
    path("danh-gia/", assessments.rounds, name="assessments"),
    path("danh-gia/cua-toi/", assessments.mine, name="assessments_mine"),
    path("danh-gia/moi/", assessments.new, name="assessment_new"),
    path("danh-gia/kien-nghi/<uuid:uid>/", assessments_sheet.appeal, name="assessment_appeal"),
    path("danh-gia/bang/<uuid:uid>/", assessments_sheet.page, name="assessment_sheet"),
    path("danh-gia/bang/<uuid:uid>/nop/", assessments_sheet.submit, name="assessment_submit"),
    path("danh-gia/bang/<uuid:uid>/viec/<slug:slug>/", assessments_acts.sheet_act, name="assessment_sheet_act"),
    path("danh-gia/bang/<uuid:uid>/tep/<uuid:evidence>/", assessments_sheet.file, name="assessment_file"),
    path("danh-gia/bang/<uuid:uid>/tieu-chi/<str:criterion>/", assessments_criterion.page, name="assessment_criterion"),
    path("danh-gia/<uuid:uid>/", assessments_round.page, name="assessment"),
    path("danh-gia/<uuid:uid>/xep-hang/", assessments_ranking.ranking, name="assessment_ranking"),
    path("danh-gia/<uuid:uid>/viec/<slug:slug>/", assessments_acts.act, name="assessment_act"),
    path("danh-gia/<uuid:uid>/phan-cong/", assessments_acts.judge, name="assessment_judge"),
    path("danh-gia/<uuid:uid>/phan-cong/<int:judge>/bo/", assessments_acts.judge_end, name="assessment_judge_end"),
    path("danh-gia/<uuid:uid>/dieu-tra/", assessments_surveys.survey, name="assessment_survey"),
    path("danh-gia/<uuid:uid>/dieu-tra/<uuid:survey>/", assessments_surveys.survey_seen, name="assessment_survey_seen"),
]
