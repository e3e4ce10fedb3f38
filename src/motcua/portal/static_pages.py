"""The short pages linked at the foot: help, personal data, accessibility."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.web.access import public


@public
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/help.jinja")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.jinja")


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.jinja")
