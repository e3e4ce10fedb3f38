"""How often procedures are asked for: ranks search results, changes nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from motcua.procedures.models import Procedure, ProcedureUse


@transaction.atomic
def record_use(counts: Mapping[str, int]) -> int:
    """Take ``counts`` by procedure key as the present use of those procedures; how many were known. It shows in
    searches once the registry or the day changes."""
    known = dict(Procedure.objects.filter(key__in=counts).values_list("key", "pk"))
    rows = [ProcedureUse(procedure_id=pk, count=max(counts[key], 0)) for key, pk in sorted(known.items())]
    ProcedureUse.objects.bulk_create(rows, update_conflicts=True, unique_fields=["procedure"], update_fields=["count"])
    return len(rows)
