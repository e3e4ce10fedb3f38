"""The API object: one router for each resource."""

from __future__ import annotations

from ninja import NinjaAPI

from motcua import __version__
from motcua.api import problems
from motcua.api.v1 import dossiers, feeds, figures, procedures, tracking, units, worktime

api = NinjaAPI(
    title="Motcua",
    version="1",
    description=f"Procedures, dossiers, working time and figures. Program version {__version__}.",
    urls_namespace="api-v1",
    docs_url=None,
)
problems.register(api)
api.add_router("/procedures", procedures.router)
api.add_router("/dossiers", dossiers.router)
api.add_router("/track", tracking.router)
api.add_router("/worktime", worktime.router)
api.add_router("/units", units.router)
api.add_router("/figures", figures.router)
api.add_router("/feeds", feeds.router)
