"""Random numbers that belong to a customer: the same for any order of rows, and whoever else is in the population.

Each customer has, per criterion, a SplitMix64 sequence (Steele, Lea & Flood 2014) that starts from its code, so any
block of draws of any customers can be had again without keeping it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from clave.measures.shape import Floats

Keys = npt.NDArray[np.uint64]
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_TO_UNIT = 2.0**-53


def keys(names: Sequence[str], seed: int) -> Keys:
    """The start of each name's sequence; shape (len(names),)."""
    salt = seed.to_bytes(16, "little", signed=True)
    digests = b"".join(hashlib.blake2b(name.encode(), digest_size=8, salt=salt).digest() for name in names)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def crossed(first: Keys, second: np.uint64) -> Keys:
    """The start of the sequence that belongs to a pair, such as a customer and a criterion."""
    return _mixed(first ^ second)


def uniforms(starts: Keys, draws: range) -> Floats:
    """Uniform numbers in [0, 1): one row per draw, one column per start; shape (len(draws), len(starts))."""
    steps = np.arange(draws.start + 1, draws.stop + 1, dtype=np.uint64) * _STEP
    mixed = _mixed(steps[:, None] + starts[None, :])
    mixed >>= np.uint64(11)
    return mixed.astype(np.float64) * _TO_UNIT


def _mixed(z: Keys) -> Keys:
    z = z ^ (z >> np.uint64(30))
    z *= _FIRST
    z ^= z >> np.uint64(27)
    z *= _SECOND
    z ^= z >> np.uint64(31)
    return z


def spread(u: Floats, low: Floats, middle: Floats, high: Floats) -> Floats:
    """Uniform numbers as scores: half between `low` and `middle`, half between `middle` and `high`; shape of `u`."""
    side = 2 * u - 1
    return middle + np.where(side < 0, middle - low, high - middle) * side
