"""How well categories, tracks and private words are told: ``motcua bench petition_models``. Everything that was chosen
was chosen on other seeds than those judged here."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence

from benchmarks.petition_pairs import END
from benchmarks.petition_private import judged as private_judged

from motcua.petitions.suggesting.fitting import Example, fit, judge, split
from motcua.petitions.suggesting.linear import Linear, decoded
from motcua.petitions.suggesting.rules import shipped
from motcua.simulate.petitions.happenings import Happenings, grounds
from motcua.simulate.petitions.speech import FAMILIES

LEARN, FRESH = 51, 52
BEGIN = END - dt.timedelta(days=540)


def run(*, rows: int = 16_000, seconds: float = 0) -> dict[str, object]:
    """By date with all families of phrases in the past; with each family kept from what is learnt and only that family
    asked; and with a fifth of what is asked said in a way never heard."""
    every = split(_examples(LEARN, rows))
    model = fit(every)
    result: dict[str, object] = {"by_date": judge(model, shipped().categories, every.held_out)}
    result |= _size_and_speed(model, every.held_out)
    unheard, mixed = [], []
    for out in range(FAMILIES):
        known = tuple(one for one in range(FAMILIES) if one != out)
        other = fit(split(_examples(LEARN, rows, known)))
        asked = _examples(FRESH + out, 2_000, (out,))
        told = judge(other, shipped().categories, asked)
        unheard.append({key: told[key] for key in ("model", "rules", "tracks")})
        some = [*asked[::4], *_examples(FRESH + 10 + out, 2_000, known)]
        both = judge(other, shipped().categories, some)
        mixed.append({key: both[key] for key in ("model", "rules")})
    result["family_unheard"] = {"mean": _mean(unheard), "each": unheard}
    result["a_fifth_unheard"] = {"mean": _mean(mixed)}
    result["private_words"] = private_judged(FRESH, 3_000)
    return result


def _examples(seed: int, count: int, families: Sequence[int] = tuple(range(FAMILIES))) -> list[Example]:
    told = Happenings(seed, count, BEGIN, END, grounds(), families)
    return [Example(one.at.date(), one.text, one.category, one.track, one.is_urgent) for one in told]


def _size_and_speed(model: Linear, rows: Sequence[Example]) -> dict[str, object]:
    body = model.encoded()
    started = time.perf_counter()
    again = decoded(body)
    opened = time.perf_counter() - started
    times = []
    for one in rows[:1_000]:
        started = time.perf_counter()
        again.answer(one.text)
        times.append((time.perf_counter() - started) * 1000)
    order = sorted(times)
    return {
        "model_megabytes": round(len(body) / 1e6, 2),
        "opened_milliseconds": round(opened * 1000, 1),
        "scored_milliseconds": {"p50": round(order[len(order) // 2], 2), "p99": round(order[-10], 2)},
    }


def _mean(rows: Sequence[dict[str, object]]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for who in ("model", "rules"):
        told = [one[who] for one in rows]
        keys = ("accuracy", "top_3", "calibration_error")
        found[who] = {key: round(sum(one[key] for one in told) / len(told), 4) for key in keys}  # type: ignore[index]
    return found
