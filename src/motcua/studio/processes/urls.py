"""Addresses of the process editor."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.studio.processes import comparing, conflict, editing, files, proposing, running, saves, starting, step_page

urlpatterns_processes: list[URLPattern] = [
    path("quy-trinh/", starting.processes, name="processes"),
    path("quy-trinh/moi/", starting.new, name="process_new"),
    path("quy-trinh/thu-tuc/<str:procedure>/", running.running, name="process_running"),
    path("quy-trinh/phien-ban/<uuid:uid>/", running.version, name="process_version"),
    path("quy-trinh/<uuid:uid>/", editing.editor, name="process_draft"),
    path("quy-trinh/<uuid:uid>/kiem-tra/", editing.check, name="process_check"),
    path("quy-trinh/<uuid:uid>/buoc/<int:number>/", step_page.step, name="process_step"),
    path("quy-trinh/<uuid:uid>/so-do/", comparing.flow, name="process_flow"),
    path("quy-trinh/<uuid:uid>/so-sanh/", comparing.compare, name="process_compare"),
    path("quy-trinh/<uuid:uid>/hai-nguoi/<int:number>/", conflict.conflict, name="process_conflict"),
    path("quy-trinh/<uuid:uid>/lich-su/", saves.saves, name="process_saves"),
    path("quy-trinh/<uuid:uid>/nap-tep/", files.upload, name="process_upload"),
    path("quy-trinh/<uuid:uid>/tai/<slug:kind>/", files.download, name="process_download"),
    path("quy-trinh/<uuid:uid>/quyet-dinh/", proposing.propose, name="process_propose"),
]
