"""Applications that came to their end in March 2026, made by hand."""

from __future__ import annotations

from typing import Any

from tests.figures.counting.made import at, dossier


def course(name: str, *, online: bool = False, **more: Any) -> dict[str, Any]:
    """One filed on 2 March whose result was handed over on the 6th."""
    return dossier(
        name,
        "2026-03-02 08:00",
        "2026-03-05 08:00",
        channel="online" if online else "counter",
        handed_over_at=at("2026-03-06 08:00"),
        **more,
    )


def visit(name: str, purpose: str, waited: int | None = None) -> dict[str, Any]:
    asked = purpose.startswith("supplement")
    return {
        "dossier": name,
        "procedure": "1.000001",
        "kind": "message" if asked else "visit",
        "purpose": purpose,
        "at": at("2026-03-02 08:00"),
        "waited_minutes": waited,
    }


def three() -> dict[str, list[dict[str, Any]]]:
    """At the counter with two visits, online without any, at the counter with a supplement and no fee recorded."""
    return {
        "dossiers": [
            course("a", fees_recorded=15_000),
            course("b", online=True, fees_recorded=7_000),
            course("c", procedure="1.000002", fees_recorded=None),
        ],
        "contacts": [
            visit("a", "submit", 20),
            visit("a", "collect_result"),
            visit("c", "submit", 50),
            visit("c", "supplement_settlement"),
            visit("c", "collect_result"),
        ],
    }
