"""Addresses of the pages of figures: one line for each family of pages."""

from __future__ import annotations

from django.urls import URLPattern

from motcua.desk.figures.urls_assessments import urlpatterns_assessments
from motcua.desk.figures.urls_boards import urlpatterns_boards
from motcua.desk.figures.urls_collection import urlpatterns_collection
from motcua.desk.figures.urls_genuine import urlpatterns_genuine
from motcua.desk.figures.urls_proof import urlpatterns_proof
from motcua.desk.figures.urls_publications import urlpatterns_publications

urlpatterns_figures: list[URLPattern] = [
    *urlpatterns_assessments,
    *urlpatterns_boards,
    *urlpatterns_genuine,
    *urlpatterns_collection,
    *urlpatterns_publications,
    *urlpatterns_proof,
]
