"""All addresses and one page more: the field for a pin alone in a form, which says what it read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from motcua.core.clock import legal_date, now
from motcua.urls import urlpatterns as all_addresses
from motcua.web.access import public
from motcua.web.maps.field import map_field
from motcua.web.maps.pins import read_pin
from motcua.web.maps.policy import shows_map

PAGE = """{% extends "web/portal_base.jinja" %}
{% from "web/map_field.jinja" import map_field, map_head, map_script %}
{% block title %}Ghim{% endblock %}
{% block extraHead %}{{ map_head() }}{% endblock %}
{% block content %}<h1 class="govuk-heading-l">Ghim</h1>
<form method="post" novalidate>{{ csrf_input }}{{ map_field(field) }}
<button class="govuk-button" type="submit">Gửi</button></form>
<p id="read" data-plain>{{ read }}</p>{% endblock %}
{% block scripts %}{{ map_script() }}{% endblock %}"""


@public
def pin_page(request: HttpRequest) -> HttpResponse:
    shows_map(request, asks_position=True)
    on = legal_date(now())
    pin = read_pin(request.POST, on=on) if request.method == "POST" else None
    read = f"{pin.lat} {pin.lng} {pin.place.code if pin.place else '-'} {sorted(pin.errors)}" if pin else ""
    page = engines["jinja2"].from_string(PAGE)
    return HttpResponse(page.render({"field": map_field(on, pin), "read": read}, request))


urlpatterns = [path("thu-ghim/", pin_page), *all_addresses]
handler404 = "motcua.web.problems.page_not_found"
