"""Addresses of the studio. Each part brings its own list."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.studio import home
from motcua.studio.forms.urls import urlpatterns_forms
from motcua.studio.processes.urls import urlpatterns_processes
from motcua.studio.registers.urls import urlpatterns_registers
from motcua.studio.templates.urls import urlpatterns_templates
from motcua.studio.trials.urls import urlpatterns_trials

app_name = "studio"

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    *urlpatterns_forms,
    *urlpatterns_processes,
    *urlpatterns_registers,
    *urlpatterns_templates,
    *urlpatterns_trials,
]
