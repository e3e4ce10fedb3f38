"""Forms in the formats of others: our own JSON, Form.io's and JSON Schema 2020-12 (docs/guides/form-exchange.md)."""

from .formio_reading import read_formio
from .formio_writing import formio_of
from .loading import MAX_BYTES
from .notes import Exported, Imported, Note
from .own import own_of, read_own
from .schema_reading import read_json_schema
from .schema_writing import json_schema_of

__all__ = [
    "MAX_BYTES",
    "Exported",
    "Imported",
    "Note",
    "formio_of",
    "json_schema_of",
    "own_of",
    "read_formio",
    "read_json_schema",
    "read_own",
]
