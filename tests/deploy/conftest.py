from __future__ import annotations

from tests.resilience.conftest import durable, durable_copy, live_world, store, tokens

__all__ = ["durable", "durable_copy", "live_world", "store", "tokens"]
