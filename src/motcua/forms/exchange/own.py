"""Our own JSON of a form, as a file: canonical, with ``schema_version``."""

from __future__ import annotations

from motcua.core.canonical import encode
from motcua.forms.schema import FormSchema, UnreadableError, from_json, to_json, upgraded

from .loading import load
from .notes import Imported, Note, RefusedError, Report


def own_of(schema: FormSchema) -> bytes:
    """The same form gives the same bytes."""
    return encode(to_json(schema))


def read_own(data: bytes) -> Imported:
    """The form in ``data``, lifted to the newest version. Nothing unknown is passed over: it is refused."""
    try:
        schema = upgraded(from_json(load(data)))
    except RefusedError as error:
        return Imported(None, faults=(error.note,))
    except UnreadableError as error:
        return Imported(None, faults=(Note("exchange_own_malformed", "", {"detail": str(error)[:200]}),))
    return Report().imported(schema)
