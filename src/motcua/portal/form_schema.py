"""The JSON Schema of our form JSON, for those who write forms with other tools."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from motcua.forms.json_schema import form_json_schema
from motcua.web.access import public


@public
@require_safe
@cache_control(public=True, max_age=3600)
def form_schema(request: HttpRequest) -> HttpResponse:
    return JsonResponse(form_json_schema(), content_type="application/schema+json")
