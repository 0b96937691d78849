"""How sure a share is, and whether two differ by more than chance: Wilson's interval, and Newcombe's of a difference.

Sources: E. B. Wilson (1927), Journal of the American Statistical Association 22; R. G. Newcombe (1998), Statistics in
Medicine 17, method 10. Both hold with few cases, where a share plus and minus its deviation does not."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True)
class Share:
    """`good` of `n`, and the interval in which the true share lies at the level asked; None where `n` is 0."""

    good: int
    n: int
    low: float | None
    high: float | None

    @property
    def value(self) -> float | None:
        """The share itself."""
        return self.good / self.n if self.n else None


@dataclass(frozen=True)
class Difference:
    """One share less another, with its interval. It is more than chance where the interval leaves zero out."""

    value: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether it is more than chance."""
        return self.low > 0 or self.high < 0


def share(good: int, n: int, level: float) -> Share:
    """`good` of `n` with Wilson's interval at a `level` between 0 and 1."""
    if not n:
        return Share(good, n, None, None)
    z, p = NormalDist().inv_cdf((1 + level) / 2), good / n
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Share(good, n, max(0.0, (middle - half) / (1 + z * z / n)), min(1.0, (middle + half) / (1 + z * z / n)))


def difference(one: Share, other: Share) -> Difference | None:
    """One share less another; None where one of them has no case."""
    if one.value is None or one.low is None or one.high is None:
        return None
    if other.value is None or other.low is None or other.high is None:
        return None
    d = one.value - other.value
    return Difference(
        d,
        d - sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2),
        d + sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2),
    )
