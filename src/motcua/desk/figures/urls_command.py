"""Addresses of command screens."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.desk.figures import command, command_files, command_late, command_map, command_wall

urlpatterns_command: list[URLPattern] = [
    path("dieu-hanh/", command.page, name="command"),
    path("dieu-hanh/man-hinh-lon/", command_wall.page, name="command_wall"),
    path("dieu-hanh/ban-do/", command_map.page, name="command_map"),
    path("dieu-hanh/sap-qua-han/", command.threats, name="command_threats"),
    path("dieu-hanh/qua-han/don-vi/", command_late.units, name="command_late_units"),
    path("dieu-hanh/qua-han/chenh-lech/", command_late.beside, name="command_late_beside"),
    path("dieu-hanh/man-hinh.<slug:kind>", command_files.file, name="command_file"),
]
