"""What surveys found, for everybody: with errors, and nothing about few."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.core.errors import NotFound
from motcua.surveys.lifecycle import WaveState
from motcua.surveys.reading import shown
from motcua.surveys.selectors import definition_of, published_waves, wave_of
from motcua.web.access import public


@public
@require_GET
def listing(request: HttpRequest) -> HttpResponseBase:
    return render(request, "portal/surveys/list.jinja", {"waves": published_waves()})


@public
@require_GET
def figures(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """As they were published. Raises NotFound ``wave_unknown`` for a wave that is not."""
    wave = wave_of(uid)
    found = shown(wave)
    if wave.state != WaveState.PUBLISHED or found is None:
        raise NotFound("wave_unknown")
    context = {"wave": wave, "shown": found, "definition": definition_of(wave.version)}
    return render(request, "portal/surveys/figures.jinja", context)
