"""What letting a key account go would cost, as the page beside the landing shows it and the plan keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.selection.leaving import Cost
from clave.store.fields import FIELDS, reserved
from clave.store.models import SelectionRun
from clave.web.shown.selection import Head
from clave.web.words import told

LABELS = {
    "money": _("Purchases of 12 months"),
    "margin": _("Margin of 12 months"),
    "of_programme": _("Of what all key accounts buy"),
    "of_sales": _("Of all our sales"),
}


@dataclass(frozen=True)
class CostFigure:
    """One figure at stake; None inside = not known. Of a reserved one, who sees it stands in its place."""

    key: str
    label: Text
    figure: Figure | Text


@dataclass(frozen=True)
class CostShown:
    """The figures, the reasons that would be empty with what each harvests, the seat, and what would keep it."""

    figures: tuple[CostFigure, ...]
    categories: tuple[Head, ...]
    seat: Head | None
    to_stay: tuple[tuple[str, float], ...]
    inside: bool
    sure: float | None

    def without(self, key: str) -> CostShown:
        """The same for who may not see a field (a key of FIELDS): the figure is said to be reserved."""
        hidden = reserved(FIELDS[key])
        return replace(
            self, figures=tuple(replace(one, figure=hidden) if one.key == key else one for one in self.figures)
        )


def cost_shown(run: SelectionRun, cost: Cost, heads: Iterable[Head]) -> CostShown:
    """The cost in figures and words."""
    named = {head.key: head for head in heads}
    figures = tuple(CostFigure(key, LABELS[key], figure) for key, figure in cost.figures(run.currency).items())
    return CostShown(
        figures=figures,
        categories=tuple(named[key] for key in cost.categories if key in named),
        seat=named.get(cost.seat or ""),
        to_stay=tuple((told(change.text), change.sure) for change in cost.to_stay),
        inside=cost.inside,
        sure=cost.sure,
    )
