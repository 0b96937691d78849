"""The influence map of an account: who decides, influences, uses and blocks; who of ours knows them; and what is missing. (G12)

What we think of a person is an opinion with a day: they may ask for it, and it is never shown to the customer. Not known is a
value of its own: support that nobody knows is not neutral."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.policy import declared
from clave.policy.limits import Limits

ROLES: dict[str, Text] = {
    "decides": _("Decides"),
    "influences": _("Influences"),
    "uses": _("Uses"),
    "blocks": _("Blocks"),
}
SUPPORT: dict[int, Text] = {
    2: _("Champions us"),
    1: _("In favour"),
    0: _("Neutral"),
    -1: _("Against"),
    -2: _("Works against us"),
}
UNKNOWN_SUPPORT = _("Not known")
CLOSENESS: dict[int, Text] = {
    0: _("Does not know them"),
    1: _("Has met them"),
    2: _("Talks to them often"),
    3: _("Trusted by them"),
}
CLOSEST = 3
POWER = {"decides": 3, "blocks": 2, "influences": 2, "uses": 1}
"""How much weight a part has; whoever influences somebody who decides has at least that of an influencer."""
Code = Literal[
    "nobody", "no_decider", "decider_unknown", "decider_silent", "decider_against", "blocker_unknown", "one_of_ours",
    "one_of_theirs",
]  # fmt: skip


@dataclass(frozen=True)
class Opinion:
    """What we think of a contact: parts (several, or none), support (None: not known) and a note in a line."""

    roles: frozenset[str] = frozenset()
    support: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Someone:
    """A contact who is still there: `opinion` is None where nobody gave one, `close` maps people of ours to 0–3, `spoken` is the
    last day on which anybody of ours had contact with them."""

    number: int
    name: str
    position: str = ""
    opinion: Opinion | None = None
    close: Mapping[str, int] = field(default_factory=dict)
    spoken: date | None = None

    @property
    def roles(self) -> frozenset[str]:
        """Their parts; none where nobody gave an opinion."""
        return self.opinion.roles if self.opinion else frozenset()

    @property
    def support(self) -> int | None:
        """Whether they are for us; None = not known."""
        return self.opinion.support if self.opinion else None

    @property
    def closeness(self) -> int:
        """How close whoever of ours knows them best is."""
        return max(self.close.values(), default=0)


@dataclass(frozen=True)
class Gap:
    """Something that the map lacks, in words; `who` are the contacts it is about, `grave` = it should not wait."""

    code: Code
    text: Text
    who: tuple[int, ...] = ()
    grave: bool = False


@dataclass(frozen=True)
class Placed:
    """A contact on the map: x is closeness 0–3, y how much weight they have 0–3."""

    who: Someone
    x: int
    y: int


@dataclass(frozen=True)
class Map:
    """The map: contacts with their places, who influences whom, what is missing (the grave first)."""

    placed: tuple[Placed, ...]
    edges: tuple[tuple[int, int], ...]
    gaps: tuple[Gap, ...]


def influence_map(people: Iterable[Someone], edges: Iterable[tuple[int, int]], as_of: date, limits: Limits) -> Map:
    """Places, arrows between those who are there, and gaps, on a day."""
    there = sorted(people, key=lambda one: (one.name, one.number))
    known = {one.number for one in there}
    arrows = tuple(sorted({(a, b) for a, b in edges if a in known and b in known and a != b}))
    placed = tuple(Placed(one, one.closeness, power(one, arrows, there)) for one in there)
    gaps = sorted(_gaps(there, as_of, limits), key=lambda gap: not gap.grave)
    return Map(placed, arrows, tuple(gaps))


def power(one: Someone, edges: Collection[tuple[int, int]], people: Iterable[Someone]) -> int:
    """How much weight somebody has, 0–3: that of their strongest part, or an influencer's where they influence a decider."""
    deciders = {other.number for other in people if "decides" in other.roles}
    own = max((POWER[role] for role in one.roles), default=0)
    moves = any(a == one.number and b in deciders for a, b in edges)
    return max(own, POWER["influences"]) if moves else own


def checked_opinion(said: Opinion) -> Opinion:
    """As it is kept. Raises ClaveError (`where` names the field of the form)."""
    if said.roles - ROLES.keys():
        raise ClaveError(_("this is no part that somebody has."), where="roles", remedy=_("Choose among the list."))
    if said.support is not None and said.support not in SUPPORT:
        raise ClaveError(_("support goes from −2 to +2."), where="support", remedy=_("Choose one of the list."))
    return Opinion(said.roles, said.support, " ".join(said.note.split()))


def checked_edge(source: int, target: int, edges: Collection[tuple[int, int]]) -> None:
    """Raises ClaveError for somebody who influences themselves, and for an arrow that is there already."""
    if source == target:
        raise ClaveError(_("nobody influences themselves."), where="influences", remedy=_("Choose somebody else."))
    if (source, target) in edges:
        raise ClaveError(_("this arrow is on the map already."), where="influences", remedy=_("Choose somebody else."))


def _gaps(people: list[Someone], as_of: date, limits: Limits) -> Iterable[Gap]:
    if not people:
        yield Gap("nobody", _("Nobody of theirs is written down: add the people you talk to."), grave=True)
        return
    deciders = [one for one in people if "decides" in one.roles]
    if not deciders:
        yield Gap("no_decider", _("Nobody knows who decides."), grave=True)
    for one in deciders:
        yield from _of_decider(one, as_of, limits[declared.influence_silent])
    for one in people:
        if "blocks" in one.roles and one.closeness == 0:
            yield Gap(
                "blocker_unknown",
                _("{name} blocks, and nobody of ours knows them.").fill(name=one.name),
                (one.number,),
                grave=True,
            )
    yield from _threads(people)


def _of_decider(one: Someone, as_of: date, silent: int) -> Iterable[Gap]:
    who = (one.number,)
    if one.closeness == 0:
        yield Gap(
            "decider_unknown", _("{name} decides, and nobody of ours knows them.").fill(name=one.name), who, grave=True
        )
    if one.spoken is None:
        yield Gap("decider_silent", _("{name} decides, and no contact with them is logged.").fill(name=one.name), who)
    elif (as_of - one.spoken).days > silent:
        text = _("{name} decides, and nobody has spoken to them for {days}; policy allows {limit}.")
        days, limit = Figure((as_of - one.spoken).days, "days"), Figure(silent, "days")
        yield Gap("decider_silent", text.fill(name=one.name, days=days, limit=limit), who)
    if one.support is not None and one.support < 0:
        yield Gap("decider_against", _("{name} decides, and is against us.").fill(name=one.name), who, grave=True)


def _threads(people: list[Someone]) -> Iterable[Gap]:
    """The single-thread alert: one of ours, or one of theirs, carries the whole relationship."""
    known = [one for one in people if one.closeness > 0]
    ours = {who for one in people for who, level in one.close.items() if level > 0}
    if len(ours) == 1:
        text = _("Only {name} of ours knows anybody there: if they leave, nobody does.")
        yield Gap("one_of_ours", text.fill(name=next(iter(ours))), grave=True)
    if len(known) == 1:
        text = _("Everything goes through {name}: if they leave, we know nobody there.")
        yield Gap("one_of_theirs", text.fill(name=known[0].name), (known[0].number,), grave=True)
