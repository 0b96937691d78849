"""What an address may ask of the list of accounts: nobody orders or filters by what they may not see."""

from __future__ import annotations

from dataclasses import replace

from clave.base.words import Text, _
from clave.store.accounts import USUAL, Wanted
from clave.store.fields import FIELDS, SCORE, Sight, seen_by
from clave.web.columns import COLUMNS, orderable

VIEWS = {"debate": SCORE}
"""Shipped views that tell a sensitive field."""
OTHERWISE = "-money"


def permitted(wanted: Wanted, sight: Sight) -> tuple[Wanted, list[Text]]:
    """What is wanted without what is hidden, and a sentence for each thing refused.

    The usual order is by score; who may not see it begins with the largest, and is told nothing of it."""
    refused: list[Text] = []
    column = COLUMNS[wanted.order.removeprefix("-")]
    if not orderable(column, sight):
        if wanted.order != USUAL:
            text = _("The list is not ordered by «{column}»: it is seen by {who}.")
            refused.append(text.fill(column=column.label, who=seen_by(FIELDS[column.field])))
        wanted = replace(wanted, order=OTHERWISE)
    if wanted.view in VIEWS and not sight.sees_all(VIEWS[wanted.view]):
        text = _("That view is left out: what it filters by is seen by {who}.")
        refused.append(text.fill(who=seen_by(FIELDS[VIEWS[wanted.view]])))
        wanted = replace(wanted, view="")
    return replace(wanted, ranked=sight.sees_all(SCORE)), refused


def hidden_views(sight: Sight) -> frozenset[str]:
    """Shipped views that are not offered to this reader."""
    return frozenset(view for view, key in VIEWS.items() if not sight.sees_all(key))
