"""The journey of ``motcua demo up --check``: one dossier through all stages, over HTTP."""

from __future__ import annotations

import urllib.request
from collections.abc import Mapping

from motcua.cli.failures import Failure


def run(base_url: str, info: Mapping[str, object]) -> None:
    """Walk the journey at ``base_url`` with the accounts of ``info`` (the shape of ``demo info``).

    Raises Failure, naming the step, at the first answer that is not as it should be.
    """
    with urllib.request.urlopen(f"{base_url}/health/live", timeout=10) as answer:  # noqa: S310 (our own address)
        if answer.status != 200:
            raise Failure(f"/health/live: {answer.status}")
