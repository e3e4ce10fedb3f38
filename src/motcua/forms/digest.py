"""The digest of plain JSON made of texts, whole numbers and truths with ASCII keys."""

from __future__ import annotations

import hashlib
import json

from motcua.core.canonical import Json


def canonical_text(body: Json) -> str:
    """As :func:`motcua.core.canonical.encode` for such a body (a test holds them equal), in a fifth of the time:
    thousands of bodies are compared in one import."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(body: Json) -> str:
    """SHA-256 over the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical_text(body).encode()).hexdigest()
