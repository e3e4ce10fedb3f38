"""A trained model as plain arrays: kept as bytes of a format of our own, read back without running anything, and
evaluated here, so that only training needs the library that grew the trees. ADR 0046.

Bytes: ``MTCLATE1``, the length of the header (8 bytes, little-endian), the header as canonical JSON, then the arrays
one after the other. Reading checks every number that leads somewhere; what is not exactly right is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from motcua.core import canonical
from motcua.core.errors import Invalid

MAGIC: Final = b"MTCLATE1"
MOST_TREES: Final = 2000
MOST_NODES: Final = 1_000_000
MOST_BYTES: Final = 64 << 20

_ARRAYS: Final[Mapping[str, str]] = {
    "first": "<i4",
    "feature": "<i4",
    "left": "<i4",
    "right": "<i4",
    "missing_left": "|u1",
    "threshold": "<f8",
    "value": "<f8",
    "usual": "<f8",
    "curve_x": "<f8",
    "curve_y": "<f8",
}


@dataclass(frozen=True, eq=False)
class Model:
    """``first[k]`` is the first node of tree ``k`` (one longer: the last is how many nodes there are). A node with
    ``feature`` -1 is a leaf. ``left`` and ``right`` are nodes of the whole model, always after their parent.
    ``usual``: the median of each feature among those that kept their date. ``curve_x``, ``curve_y``: from the score
    (log odds) to the calibrated probability, straight between points."""

    features: tuple[str, ...]
    features_version: int
    baseline: float
    arrays: Mapping[str, np.ndarray]

    def score(self, matrix: np.ndarray) -> np.ndarray:
        """Log odds before calibration, one for each row."""
        found = np.full(len(matrix), self.baseline)
        rows = np.arange(len(matrix))
        for root in self.arrays["first"][:-1].tolist():
            found += self.arrays["value"][self._leaves(matrix, rows, root)]
        return found

    def _leaves(self, matrix: np.ndarray, rows: np.ndarray, root: int) -> np.ndarray:
        arrays = self.arrays
        at = np.full(len(matrix), root, np.int32)
        going = rows
        while going.size:
            node = at[going]
            feature = arrays["feature"][node]
            inside = feature >= 0
            going, node, feature = going[inside], node[inside], feature[inside]
            value = matrix[going, feature]
            missing = np.isnan(value)
            left = np.where(missing, arrays["missing_left"][node] == 1, value <= arrays["threshold"][node])
            at[going] = np.where(left, arrays["left"][node], arrays["right"][node])
        return at

    def calibrated(self, score: np.ndarray) -> np.ndarray:
        return np.interp(score, self.arrays["curve_x"], self.arrays["curve_y"])

    def probability(self, matrix: np.ndarray) -> np.ndarray:
        return self.calibrated(self.score(matrix))

    @property
    def usual(self) -> np.ndarray:
        return self.arrays["usual"]

    def encoded(self) -> bytes:
        """Always the same bytes for the same model."""
        arrays = {name: np.ascontiguousarray(self.arrays[name], dtype=kind) for name, kind in _ARRAYS.items()}
        header = canonical.encode(
            {
                "features": list(self.features),
                "features_version": self.features_version,
                "baseline": repr(float(self.baseline)),
                "lengths": {name: len(array) for name, array in arrays.items()},
            }
        )
        body = b"".join(array.tobytes() for array in arrays.values())
        return MAGIC + len(header).to_bytes(8, "little") + header + body


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def read(body: bytes, sha256: str) -> Model:
    """The model in ``body``. Raises Invalid: ``lateness_model_digest`` when it has not the digest that was recorded,
    ``lateness_model_damaged`` when it is no model of this format."""
    if digest(body) != sha256:
        raise Invalid("lateness_model_digest")
    try:
        return _read(body)
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, UnicodeDecodeError) as error:
        raise Invalid("lateness_model_damaged") from error


def _read(body: bytes) -> Model:
    if len(body) > MOST_BYTES or body[: len(MAGIC)] != MAGIC:
        raise ValueError("not this format")
    start = len(MAGIC) + 8
    after = start + int.from_bytes(body[len(MAGIC) : start], "little")
    header: dict[str, Any] = json.loads(body[start:after])
    arrays = {}
    for name, kind in _ARRAYS.items():
        length = int(header["lengths"][name])
        if not 0 <= length <= MOST_NODES:
            raise ValueError("length")
        size = length * np.dtype(kind).itemsize
        if after + size > len(body):
            raise ValueError("cut off")
        arrays[name] = np.frombuffer(body, kind, length, after)
        after += size
    if after != len(body):
        raise ValueError("more than the header says")
    model = Model(
        tuple(map(str, header["features"])), int(header["features_version"]), float(header["baseline"]), arrays
    )
    _check(model)
    return model


def _check(model: Model) -> None:
    """Every walk ends: children lie after their parent and inside its tree."""
    arrays = model.arrays
    first, nodes = arrays["first"], len(arrays["feature"])
    same = {len(arrays[name]) for name in ("feature", "left", "right", "missing_left", "threshold", "value")}
    if same != {nodes} or not 2 <= len(first) <= MOST_TREES + 1 or first[0] != 0 or first[-1] != nodes:
        raise ValueError("sizes")
    if (np.diff(first) < 1).any() or len(arrays["usual"]) != len(model.features):
        raise ValueError("sizes")
    number = np.arange(nodes)
    inside = arrays["feature"] >= 0
    ends = np.repeat(first[1:], np.diff(first))
    for name in ("left", "right"):
        child = arrays[name][inside]
        if (child <= number[inside]).any() or (child >= ends[inside]).any():
            raise ValueError("a child lies where it may not")
    if (arrays["feature"] < -1).any() or (arrays["feature"] >= len(model.features)).any():
        raise ValueError("a feature that is not there")
    x, y = arrays["curve_x"], arrays["curve_y"]
    fine = all(np.isfinite(arrays[name]).all() for name in ("value", "curve_x", "curve_y"))
    if not fine or not np.isfinite(model.baseline) or len(x) != len(y) or len(x) < 2:
        raise ValueError("numbers")
    if (np.diff(x) <= 0).any() or (np.diff(y) < 0).any() or y[0] < 0 or y[-1] > 1:
        raise ValueError("the curve")


def from_grown(
    grown: Any, features: Sequence[str], version: int, usual: np.ndarray, curve: tuple[np.ndarray, np.ndarray]
) -> Model:
    """The trees of a fitted ``HistGradientBoostingClassifier`` of two classes. Raises Invalid
    (``lateness_model_foreign``) when the library keeps them otherwise than we know."""
    try:
        parts = [one[0].nodes for one in grown._predictors]  # noqa: SLF001 (no public way; a test compares the answers)
        first = np.cumsum([0, *(len(part) for part in parts)])
        nodes = np.concatenate(parts)
        offset = np.repeat(first[:-1], np.diff(first))
        leaf = nodes["is_leaf"].astype(bool)
        if nodes["is_categorical"].any():
            raise Invalid("lateness_model_foreign")
        arrays = {
            "first": first,
            "feature": np.where(leaf, -1, nodes["feature_idx"]),
            "left": np.where(leaf, 0, nodes["left"] + offset),
            "right": np.where(leaf, 0, nodes["right"] + offset),
            "missing_left": nodes["missing_go_to_left"],
            "threshold": np.where(leaf, 0.0, nodes["num_threshold"]),
            "value": np.where(leaf, nodes["value"], 0.0),
            "usual": usual,
            "curve_x": curve[0],
            "curve_y": curve[1],
        }
        baseline = float(np.ravel(grown._baseline_prediction)[0])  # noqa: SLF001
    except (AttributeError, ValueError, KeyError, IndexError) as error:
        raise Invalid("lateness_model_foreign") from error
    model = Model(
        tuple(features),
        version,
        baseline,
        {name: np.asarray(arrays[name]).astype(kind) for name, kind in _ARRAYS.items()},
    )
    body = model.encoded()
    return read(body, digest(body))
