"""What was learned, as plain numbers: for each n-gram how much it speaks for each category. Pure, and quick to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from korat.blocks.catalog.proposing.grams import Grams

Numbers = NDArray[np.int64]
Weights = NDArray[np.float32]


@dataclass(frozen=True)
class Model:
    """`grams` are sorted; row n of `weights` belongs to `grams[n]`, a column to a category; `rarity` weighs the rows."""

    categories: tuple[str, ...]
    grams: Numbers
    rarity: Weights
    weights: Weights
    intercepts: Weights

    def likely(self, found: Grams) -> tuple[dict[str, float], Weights, list[int]]:
        """How likely each category is, and what each n-gram known to the model gave to each: its rows and numbers."""
        asked = np.sort(np.fromiter(found, dtype=np.int64, count=len(found)))
        rows = np.searchsorted(self.grams, asked)
        rows[rows == len(self.grams)] = 0
        known = self.grams[rows] == asked if len(self.grams) else np.zeros(len(asked), dtype=bool)
        rows, asked = rows[known], asked[known]
        rarity = self.rarity[rows]
        length = float(np.linalg.norm(rarity)) or 1.0
        given = (rarity / length)[:, None] * self.weights[rows]
        scores = 1 / (1 + np.exp(-(given.sum(axis=0) + self.intercepts)))
        return dict(zip(self.categories, map(float, scores), strict=True)), given, [int(one) for one in asked]


def to_bytes(model: Model) -> tuple[bytes, bytes]:
    """The numbers of the n-grams, and all weights in a row: rarity, intercepts, weights."""
    parts = (model.rarity, model.intercepts, model.weights.ravel())
    return model.grams.astype("<i8").tobytes(), np.concatenate(parts).astype("<f4").tobytes()


def from_bytes(categories: tuple[str, ...], grams: bytes, weights: bytes) -> Model:
    numbers = np.frombuffer(grams, dtype="<i8")
    every: NDArray[Any] = np.frombuffer(weights, dtype="<f4")
    count, wide = len(numbers), len(categories)
    rarity, intercepts, rest = every[:count], every[count : count + wide], every[count + wide :]
    return Model(categories, numbers, rarity, rest.reshape(count, wide), intercepts)
