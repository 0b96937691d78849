"""What a named contact may open in the portal of their company; the rest of it needs no right.

Status, code of relationship, people, surveys and own data are for everybody who was invited: a right is only asked where the
company of the customer may want few to see or decide (what it buys, what it asked for, who speaks for it)."""

from __future__ import annotations

from collections.abc import Iterable

from clave.base.errors import ClaveError
from clave.base.words import Text, _

RIGHTS: dict[str, Text] = {
    "consumption": _("the report and the figures of what they buy"),
    "orders": _("open orders and what was promised for them"),
    "asking": _("needs and requests for improvement, and asking for them"),
    "voting": _("novelties, and voting on them"),
    "approving": _("approving a novelty for their company"),
    "plan": _("the plan that both share"),
    "inviting": _("references and events, and answering to them"),
}
"""Each right and what it opens, in the order in which they are offered."""
NEEDS: dict[str, str] = {"approving": "voting"}
"""A right that means nothing without another one."""


def checked_rights(asked: Iterable[str]) -> list[str]:
    """The rights in the order of `RIGHTS`, with those they need. Raises ClaveError for one that does not exist."""
    wanted = set(asked)
    if unknown := sorted(wanted - RIGHTS.keys()):
        raise ClaveError(
            _("«{right}» is no right of the portal.").fill(right=unknown[0]),
            where="rights",
            remedy=_("Choose among those of the list; nothing was changed."),
        )
    wanted |= {NEEDS[right] for right in wanted if right in NEEDS}
    return [right for right in RIGHTS if right in wanted]
