"""Addresses of the pages of figures: one line for each family of pages."""

from __future__ import annotations

from django.urls import URLPattern

from motcua.desk.figures.urls_alerts import urlpatterns_alerts
from motcua.desk.figures.urls_assessments import urlpatterns_assessments
from motcua.desk.figures.urls_boards import urlpatterns_boards
from motcua.desk.figures.urls_collection import urlpatterns_collection
from motcua.desk.figures.urls_command import urlpatterns_command
from motcua.desk.figures.urls_genuine import urlpatterns_genuine
from motcua.desk.figures.urls_proof import urlpatterns_proof
from motcua.desk.figures.urls_publications import urlpatterns_publications
from motcua.desk.figures.urls_reform import urlpatterns_reform
from motcua.desk.figures.urls_statutory import urlpatterns_statutory
from motcua.desk.figures.urls_summaries import urlpatterns_summaries

urlpatterns_figures: list[URLPattern] = [
    *urlpatterns_alerts,
    *urlpatterns_assessments,
    *urlpatterns_boards,
    *urlpatterns_genuine,
    *urlpatterns_collection,
    *urlpatterns_command,
    *urlpatterns_publications,
    *urlpatterns_reform,
    *urlpatterns_statutory,
    *urlpatterns_summaries,
    *urlpatterns_proof,
]
