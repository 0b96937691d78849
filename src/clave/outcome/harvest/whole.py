"""Everything that the key accounts gave in a window."""

from __future__ import annotations

from clave.outcome.harvest.categories import categories
from clave.outcome.harvest.given import Given
from clave.outcome.harvest.margins import margins
from clave.outcome.harvest.promises import promises
from clave.outcome.harvest.relation import relation
from clave.outcome.harvest.retention import retention
from clave.outcome.harvest.shape import Harvest
from clave.outcome.harvest.yields import yields


def harvest(given: Given) -> Harvest:
    """By reason, who stays, at which margin, how they see us, what spreads, and what kept promises go with."""
    return Harvest(
        as_of=given.as_of,
        window=given.span.window,
        currency=given.span.now.measured.currency,
        level=given.sure.level,
        accounts=len(given.keys),
        at_start=len(given.start.keys),
        categories=categories(given),
        retention=retention(given),
        margins=margins(given),
        relation=relation(given),
        yields=yields(given),
        promises=promises(given),
    )
