"""The two sides of a comparison: in force, shipped, of a day, proposed, or a file, each as a word of the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.policy.reading import Policy, company, default
from clave.web.draft import Scene
from clave.web.packed import unpacked

IN_FORCE, SHIPPED, PROPOSED, OF_A_DAY, FILE = "vigente", "inicial", "propuesta", "fecha", "archivo"
LABELS = {
    IN_FORCE: _("In force"),
    SHIPPED: _("As clave ships it"),
    PROPOSED: _("The proposal"),
    OF_A_DAY: _("Of a date"),
    FILE: _("The pasted file"),
}


@dataclass(frozen=True)
class Side:
    """One of the two: its kind, its word in the address, the policy and the day on which it is read."""

    kind: str
    word: str
    policy: Policy
    day: date

    @property
    def label(self) -> Text:
        """How people call it."""
        if self.kind == OF_A_DAY:
            return _("Policy of {day}").fill(day=Figure(self.day, "date"))
        return LABELS[self.kind]


def side_of(scene: Scene, word: str, usual: str) -> Side:
    """The side an address names; `usual` where it names none. Raises ClaveError for a file that may not be."""
    found = word or usual
    if found.startswith(FILE + "."):
        text = unpacked(found.removeprefix(FILE + "."))
        if text is None:
            raise ClaveError(_("the file in this address is cut off."), remedy=_("Paste it again."))
        return Side(FILE, found, company(text, LABELS[FILE].say("en")), scene.day)
    if found == SHIPPED:
        return Side(SHIPPED, found, default(), scene.day)
    if found == PROPOSED and scene.draft:
        return Side(PROPOSED, found, scene.draft.on(scene.policy, scene.day), scene.day)
    if (day := _day(found)) is not None:
        return Side(OF_A_DAY, found, scene.policy, day)
    return Side(IN_FORCE, IN_FORCE, scene.policy, scene.day)


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None
