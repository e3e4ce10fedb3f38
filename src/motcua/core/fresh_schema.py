"""Migrating a database from nothing, in a fraction of the time.

For every index, constraint, field and model that a migration adds, Django draws all related models anew, so that the
state before the step stays as it was. Towards an empty database nobody needs that state: within
:func:`states_in_place` such a step is drawn into the models that are there. The tables that come out are the same; a
test compares them. A database that holds rows is migrated Django's own way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ModelState, ProjectState, StateApps
from django.db.models import NOT_PROVIDED, Field


@contextmanager
def states_in_place() -> Iterator[None]:
    """Within the block, states of migrations are carried on in place. For migrating from nothing only."""
    names = ("add_model", "add_field", "_append_option")
    before = {name: getattr(ProjectState, name) for name in names}
    for name, step in zip(names, (_add_model, _add_field, _append_option), strict=True):
        setattr(ProjectState, name, step)
    try:
        yield
    finally:
        for name, method in before.items():
            setattr(ProjectState, name, method)


def _drawn(state: ProjectState) -> StateApps | None:
    """The models drawn so far; None when nobody has asked for them, and then they are drawn whole."""
    apps = state.__dict__.get("apps")
    return apps if isinstance(apps, StateApps) else None


def _add_model(state: ProjectState, model_state: ModelState) -> None:
    key = model_state.app_label, model_state.name_lower
    state.models[key] = model_state
    if state._relations is not None:  # type: ignore[attr-defined]  # noqa: SLF001
        state.resolve_model_relations(key)
    apps = _drawn(state)
    if apps is not None:
        apps.render_multiple([model_state])


def _add_field(
    state: ProjectState, app_label: str, model_name: str, name: str, field: Field[Any, Any], preserve_default: bool
) -> None:
    if not preserve_default:
        field = field.clone()  # type: ignore[attr-defined]
        field.default = NOT_PROVIDED
    key = app_label, model_name
    state.models[key].fields[name] = field
    if state._relations is not None:  # type: ignore[attr-defined]  # noqa: SLF001
        state.resolve_model_field_relations(key, name, field)
    apps = _drawn(state)
    if apps is not None:
        copy = field.clone()  # type: ignore[attr-defined]
        copy.contribute_to_class(apps.get_model(app_label, model_name), name)
        apps.clear_cache()


def _append_option(state: ProjectState, app_label: str, model_name: str, option: str, added: object) -> None:
    options = state.models[app_label, model_name].options
    options[option] = [*options[option], added]
    apps = _drawn(state)
    if apps is not None:
        meta = apps.get_model(app_label, model_name)._meta  # noqa: SLF001
        setattr(meta, option, [*getattr(meta, option), added])
