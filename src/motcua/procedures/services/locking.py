"""One writer of the registry at a time. Decisions are rare, and what one of them reads must still hold when it writes.

Lock order: registry -> decision -> procedure rows.
"""

from __future__ import annotations

from motcua.procedures.models import RegistryRevision


def lock_registry() -> None:
    """Wait for other writers of the registry; held until the end of the transaction."""
    RegistryRevision.objects.select_for_update().get(pk=1)
