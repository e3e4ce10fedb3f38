"""A specification drawn from a seed, with what its figures must print: worked out here from the drawn counts, with the
decimal arithmetic of Python, by nothing of the program."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

FEW = 300
"""So few dossiers have some hundred papers, of which whole numbers give few rates."""

OF_FEW = ("50,00%", "60,00%", "66,67%", "75,00%")


@dataclass(frozen=True)
class Drawn:
    spec: str
    asked: Mapping[str, Any]
    """As a ``*.printed.toml`` says it."""


def number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def percent(part: int, whole: int) -> str:
    rate = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{rate}%".replace(".", ",")


def drawn(seed: int, most: int = 1500) -> Drawn:
    """``most`` dossiers in each of two groups, about."""
    dice = random.Random(seed)  # noqa: S311
    registry, registry_printed = _registry(dice, most)
    decisions, decided = _decisions(dice, most)
    quarter, quarter_printed = _quarter(dice, most)
    months, months_printed = _months(dice, most)
    planned = dice.randint(20, 90)
    done = dice.randint(0, planned)
    blocks = [
        _block("2025-04-01", "2025-06-30", registry_printed),
        _block(
            "2026-03-15", "2026-06-14", quarter_printed | decided | {"task_completion_rate": percent(done, planned)}
        ),
        _block("2026-06-15", "2026-08-14", months_printed),
    ]
    reported = {"form": "nhiem-vu-cchc", "day": "2026-05-01", "tasks_planned": planned, "tasks_done": done}
    return Drawn("\n".join(["format = 1", registry, decisions, quarter, months]), _asked(blocks, reported))


def _asked(blocks: list[dict[str, Any]], reported: dict[str, Any]) -> Mapping[str, Any]:
    return {"format": 1, "printed": blocks, "reported": reported}


def _block(first: str, last: str, figures: Mapping[str, str]) -> dict[str, Any]:
    return {"from": first, "to": last, "figures": dict(figures)}


def _registry(dice: random.Random, most: int) -> tuple[str, dict[str, str]]:
    province, district = dice.randint(most // 20, most // 8), dice.randint(most // 60, most // 30)
    commune = dice.randint(most // 60, most // 25)
    whole = province + district + commune
    full = dice.randint(whole // 3, whole // 2)
    partial = dice.randint(whole // 10, whole - full)
    text = f"""[registry]
from = 2025-01-01
on = 2025-06-30
procedures = {whole}
level = {{ province = {province}, district = {district}, commune = {commune} }}
service_level = {{ full = {full}, partial = {partial} }}
until = {{ district = 2025-07-01 }}
"""
    counts = {
        "procedures_total": whole,
        "procedures_province": province,
        "procedures_district": district,
        "procedures_commune": commune,
        "services_online_total": full + partial,
        "services_full_total": full,
        "services_partial_total": partial,
    }
    return text, {name: number(count) for name, count in counts.items()}


def _decisions(dice: random.Random, most: int) -> tuple[str, dict[str, str]]:
    """No more than the registry has, whatever was drawn there."""
    new, amended, abolished = dice.randint(1, most // 60), dice.randint(2, most // 40), dice.randint(1, 1 + most // 100)
    lines = new + amended + abolished
    publication, process = dice.randint(3, min(lines, 8)), dice.randint(1, 3)
    text = f"""[[decisions]]
from = 2026-03-16
to = 2026-06-05
effective = 2026-06-08
publication = {publication}
internal_process = {process}
new = {new}
amended = {amended}
abolished = {abolished}
"""
    counts = {
        "publication_decisions": publication,
        "internal_process_decisions": process,
        "procedures_decided": lines,
        "procedures_new": new,
        "procedures_amended": amended,
        "procedures_abolished": abolished,
    }
    return text, {name: number(count) for name, count in counts.items()}


def _quarter(dice: random.Random, most: int) -> tuple[str, dict[str, str]]:
    filed = dice.randint(most // 2, most)
    refused, withdrawn = dice.randint(0, filed // 50), dice.randint(1, filed // 30)
    received = filed - refused
    results = received - withdrawn
    late, electronic = dice.randint(1, results // 10), dice.randint(results // 4, results)
    whole_papers = dice.randint(received * 7 // 10, received * 19 // 20)
    text = f"""[[group]]
name = "quarter"
from = 2026-03-16
to = 2026-05-15
settled_by = 2026-06-14
dossiers = {filed}
all_digitised = {whole_papers}
electronic = {electronic}
channel = {{ online = {filed * dice.randint(20, 45) // 100} }}
outcome = {{ refused = {refused}, withdrawn = {withdrawn} }}
timeliness = {{ late = {late} }}
"""
    on_time = percent(received - late, received)
    return text, {
        "dossiers_new": number(received),
        "dossiers_settled_total": number(received),
        "all_components_digitised": number(whole_papers),
        "result_digitised": number(electronic),
        "on_time_rate_ii06": on_time,
        "on_time_rate_766": on_time,
    }


def _months(dice: random.Random, most: int) -> tuple[str, dict[str, str]]:
    """Rates as a report prints them; whether whole numbers give them is for the solver to find."""
    received = dice.randint(most // 2, most)
    late = dice.randint(0, received // 10)
    electronic = dice.randint(0, received)
    papers = f"{dice.randint(50, 95)},{dice.randint(0, 99):02d}%" if most >= FEW else dice.choice(OF_FEW)
    text = f"""[[group]]
name = "months"
from = 2026-06-15
to = 2026-07-17
settled_by = 2026-08-14
dossiers = {received}
where = {{ result = "document" }}
electronic = "{percent(electronic, received)}"
components = "{papers}"
channel = {{ online = {received * dice.randint(20, 40) // 100} }}
timeliness = {{ late = {late} }}
"""
    return text, {
        "dossiers_new": number(received),
        "on_time_rate_ii06": percent(received - late, received),
        "on_time_rate_766": percent(received - late, received),
        "electronic_result_rate": percent(electronic, received),
        "components_digitised_rate": papers,
    }
