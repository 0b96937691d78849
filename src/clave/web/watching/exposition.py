"""The text of OpenMetrics 1.0, as Prometheus and its kin read it: families of samples, each with its kind and its help.

Our own hundred lines: the library for it brings a registry, processes and a server of its own, and we need the text only."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"
NAME = re.compile(r"[a-z][a-z0-9_]*")
Kind = Literal["gauge", "counter", "histogram", "info"]


@dataclass(frozen=True)
class Sample:
    """One figure; `suffix` is what follows the name of its family (`_total`, `_bucket` …)."""

    value: float
    labels: Mapping[str, str] = field(default_factory=dict)
    suffix: str = ""


@dataclass(frozen=True)
class Family:
    """What is measured: a name that ends in its unit where it has one, what it means in English, and its samples."""

    name: str
    kind: Kind
    help: str
    samples: Sequence[Sample]
    unit: str = ""


def gauge(name: str, help: str, samples: Iterable[Sample], unit: str = "") -> Family:
    """Something that goes up and down."""
    return Family(name, "gauge", help, tuple(samples), unit)


def counter(name: str, help: str, counted: Iterable[tuple[Mapping[str, str], float]]) -> Family:
    """Something that only grows."""
    return Family(name, "counter", help, tuple(Sample(value, labels, "_total") for labels, value in counted))


def histogram(
    name: str, help: str, bounds: Sequence[float], spread: Iterable[tuple[Mapping[str, str], Sequence[int], float]]
) -> Family:
    """How something spreads: by labels, how many under each bound and above the last, and their sum."""
    samples = tuple(one for labels, counts, total in spread for one in _buckets(labels, bounds, counts, total))
    return Family(name, "histogram", help, samples, "seconds")


def _buckets(
    labels: Mapping[str, str], bounds: Sequence[float], counts: Sequence[int], total: float
) -> Iterator[Sample]:
    below = 0
    for bound, count in zip((*bounds, math.inf), counts, strict=True):
        below += count
        yield Sample(below, {**labels, "le": _number(float(bound))}, "_bucket")
    yield Sample(below, labels, "_count")
    yield Sample(total, labels, "_sum")


def exposed(families: Iterable[Family]) -> str:
    """The whole text. Raises ValueError for a name that no reader would take."""
    return "".join(map(_family, families)) + "# EOF\n"


def _family(family: Family) -> str:
    if not NAME.fullmatch(family.name) or (family.unit and not family.name.endswith("_" + family.unit)):
        raise ValueError(family.name)
    head = [f"# TYPE {family.name} {family.kind}"]
    if family.unit:
        head.append(f"# UNIT {family.name} {family.unit}")
    head.append(f"# HELP {family.name} {_escaped(family.help)}")
    return "\n".join([*head, *(_sample(family.name, one) for one in family.samples)]) + "\n"


def _sample(name: str, sample: Sample) -> str:
    said = ",".join(f'{label}="{_escaped(value)}"' for label, value in sample.labels.items())
    return f"{name}{sample.suffix}{'{' + said + '}' if said else ''} {_number(sample.value)}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _number(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    return "+Inf" if value == math.inf else repr(value)
