"""Pages that belong together, as tabs above each of them; the menu leads to the first."""

from __future__ import annotations

from dataclasses import dataclass

from clave.base.words import Text, _
from clave.web.access import allows


@dataclass(frozen=True)
class Tab:
    """One page of a section: its route, without arguments, and the routes that light it up besides."""

    route: str
    label: Text
    family: frozenset[str] = frozenset()


SELECTION = (
    Tab("selection", _("List")),
    Tab("order", _("Order of importance")),
    Tab("nominations", _("Nominations"), frozenset({"nomination_new"})),
    Tab(
        "debates",
        _("Debate"),
        frozenset({"debate", "debate_new", "debate_order", "debate_effect", "debate_what_if", "debate_choose"}),
    ),
    Tab("capacity", _("KAM capacity"), frozenset({"capacity_person", "owners"})),
)
KNOWS = (Tab("who_is_key", _("Key accounts")),)
SECTIONS: dict[str, tuple[Text, tuple[Tab, ...]]] = {
    "selection": (_("Sections of the selection"), SELECTION),
    "knows": (_("Sections of who is key"), KNOWS),
}


def tabs(section: str, role: str | None, here: str) -> tuple[Text, list[tuple[Tab, bool]]]:
    """The name of a section, and its tabs that the role may open, with whether each is where we are."""
    label, found = SECTIONS[section]
    return label, [(tab, here == tab.route or here in tab.family) for tab in found if allows(role, tab.route)]


def routes(section: str) -> frozenset[str]:
    """Every route of a section; the menu entry lights up on all of them."""
    return frozenset().union(*({tab.route} | tab.family for tab in SECTIONS[section][1]))
