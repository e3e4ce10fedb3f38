"""Addresses of templates."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.studio.templates import listing, previewing, starting, writing

urlpatterns_templates: list[URLPattern] = [
    path("mau/", listing.templates, name="templates"),
    path("mau/moi/", starting.new, name="template_new"),
    path("mau/<uuid:uid>/<int:ordinal>/", writing.editor, name="template"),
    path("mau/<uuid:uid>/<int:ordinal>/xem-thu/", previewing.preview, name="template_preview"),
    path("mau/<uuid:uid>/<int:ordinal>/anh.png", previewing.picture, name="template_picture"),
]
