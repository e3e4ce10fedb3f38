"""Addresses of signed calls."""

from __future__ import annotations

from django.urls import URLPattern, re_path

from motcua.web.access import program

from . import views

urlpatterns: list[URLPattern] = [
    re_path(r"^webhooks/switchboard/call$", program(views.call), name="webhook_call"),
    re_path(r"^webhooks/(?P<source>sms|zalo)/incoming$", program(views.incoming), name="webhook_incoming"),
    re_path(r"^webhooks/(?P<source>sms|zalo)/report$", program(views.report), name="webhook_report"),
]
