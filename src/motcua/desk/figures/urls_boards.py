"""Addresses of boards, coverage and what the national portal says."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk.figures import boards, boards_next, boards_publish, boards_unit, coverage, national

urlpatterns_boards: list[URLPattern] = [
    path("figures/chi-so-766/", boards.page, name="boards"),
    path("figures/chi-so-766/tinh/", boards.work_out, name="boards_work_out"),
    path("figures/chi-so-766/bang.xlsx", boards.export, name="boards_export"),
    path("figures/chi-so-766/cong-bo/", boards_publish.page, name="board_publish"),
    path("figures/chi-so-766/don-vi/<str:code>/", boards_unit.sheet, name="board_unit"),
    path("figures/chi-so-766/don-vi/<str:code>/tang-diem/", boards_next.next_points, name="board_next"),
    path(
        "figures/chi-so-766/don-vi/<str:code>/con-thieu/<str:criterion>/",
        boards_next.lacking_list,
        name="board_lacking",
    ),
    path("figures/chi-so-766/don-vi/<str:code>/thu-tuc/", boards.procedures, name="board_procedures"),
    path("figures/do-phu/", coverage.page, name="coverage"),
    path("figures/do-phu/bang.xlsx", coverage.export, name="coverage_export"),
    path("figures/do-phu/<slug:test>/", coverage.procedures, name="coverage_list"),
    path("figures/cong-quoc-gia/", national.imports, name="national"),
    path("figures/cong-quoc-gia/nap/", national.new, name="national_new"),
    path("figures/cong-quoc-gia/<uuid:uid>/", national.one, name="national_import"),
    path("figures/cong-quoc-gia/<uuid:uid>/<slug:kind>/", national.differences, name="national_differences"),
]
