"""Gifts are seen of the accounts that one answers for; the direction, the management and compliance see all of them."""

from __future__ import annotations

from clave.operations.hospitality.kinds import WAITING
from tests.web import gifts_made
from tests.web.objects.shape import NONE, Make, Sent, Things, World, named, with_more

ACCOUNT, OTHER = gifts_made.ACCOUNT, gifts_made.OTHER


def acts(world: World) -> Things:
    """One that I gave in an account of mine, and one that a colleague gave in another."""
    gifts_made.answers(world.me)
    mine, theirs = gifts_made.act(world.me), gifts_made.act(world.colleague, customer=OTHER)
    return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])


def taking_back(world: World) -> Things:
    """The same, to be taken back."""
    return with_more(acts(world), "retirar")


def deciding(world: World) -> Things:
    """One that I gave myself, and one of somebody who is nobody's superior."""
    other = gifts_made.officer("kam", "Karla")
    mine, theirs = gifts_made.act(world.me, WAITING), gifts_made.act(other, WAITING, customer=OTHER)
    return with_more(Things([str(mine.pk)], [str(theirs.pk)], None, [NONE]), "aprobar")


def tenders(world: World) -> Things:
    """One of an account of mine, and one of another."""
    gifts_made.answers(world.me)
    mine, theirs = gifts_made.tender(world.me, ACCOUNT), gifts_made.tender(world.colleague)
    return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])


KINDS: dict[str, Make] = {
    "hospitality_one": acts, "hospitality_act": taking_back, "hospitality_decide": deciding, "tender_end": tenders,
    "hospitality_file": named("atenciones.csv", "atenciones.exe"),
}  # fmt: skip
POSTED: dict[str, Sent] = {
    "hospitality_act": {}, "hospitality_decide": {"words": "Está bien"}, "tender_end": {"words": "La ganó otro"},
}  # fmt: skip
